import type { HttpRequest } from '../core/http-port.ts'

/** RFC 9110, section 5.6.2. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** Whatever would end the line or is no single byte. */
const unsendable = /[\u0000\r\n]|[^\u0000-\u00ff]/
/** Whatever would end the request target, or is no single byte. */
const unfit = /^$|[\u0000-\u0020\u007f]|[^\u0000-\u00ff]/
const methodsWithBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

export type RequestBytes =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'unsendable'; readonly detail: string }

/**
 * The request as it goes over the wire: Host first, then the headers as they were given, then what HTTP needs to know
 * where the request ends. Whoever gives one of these headers himself gets his own.
 */
export function writeRequest(
  url: URL,
  request: Pick<HttpRequest, 'method' | 'target' | 'headers' | 'body'>,
): RequestBytes {
  const { method, headers, body, target = `${url.pathname}${url.search}` } = request
  if (!token.test(method)) return { kind: 'unsendable', detail: `${JSON.stringify(method)} is no method` }
  if (unfit.test(target)) return { kind: 'unsendable', detail: 'the path has characters that cannot be sent' }
  for (const [name, value] of headers) {
    if (!token.test(name)) return { kind: 'unsendable', detail: `${JSON.stringify(name)} is no name of a header` }
    if (unsendable.test(value))
      return { kind: 'unsendable', detail: `the header ${name} has characters that cannot be sent` }
  }
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  const hasLength = body !== undefined || methodsWithBody.has(method)
  const content = typeof body === 'object' ? body : Buffer.from(body ?? '', 'utf8')
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...(given.has('host') ? [] : [`Host: ${url.host}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(hasLength && !given.has('content-length') ? [`Content-Length: ${content.length}`] : []),
    ...(given.has('connection') ? [] : ['Connection: close']),
  ]
  return { kind: 'bytes', bytes: Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content]) }
}
