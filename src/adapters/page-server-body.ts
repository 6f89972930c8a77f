import type { IncomingMessage } from 'node:http'

const mostBytes = 65_536

export type ReadJson =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 415; readonly why: string }

/**
 * A body of JSON that says it is. What forms and other pages can send without being asked has another type. Stops at the
 * first byte that is too much.
 */
export async function readJsonBody(request: IncomingMessage): Promise<ReadJson> {
  const { 'content-type': type = '', 'content-length': length, 'content-encoding': encoding } = request.headers
  if (!/^application\/json\s*(?:;|$)/i.test(type) || encoding !== undefined)
    return { kind: 'refused', status: 415, why: 'only `application/json` is read' }
  const tooLong = { kind: 'refused', status: 413, why: `more than ${mostBytes} bytes` } as const
  if (length !== undefined && Number(length) > mostBytes) return tooLong
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
    if (bytes > mostBytes) return tooLong
  }
  try {
    return { kind: 'read', value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) }
  } catch {
    return { kind: 'refused', status: 400, why: 'this is no JSON' }
  }
}
