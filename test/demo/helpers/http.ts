import { once } from 'node:events'
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface SendOptions {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Where to connect instead of the URL's host. */
  readonly port?: number
  /** PEM to trust; nothing else is trusted. */
  readonly ca?: string
}

/** One request on its own connection to 127.0.0.1. Rejects with the system's or OpenSSL's code when there is no answer. */
export async function send(url: string, options: SendOptions = {}): Promise<Answer> {
  const { protocol, hostname, port, pathname, search } = new URL(url)
  const secure = protocol === 'https:'
  const request = (secure ? tlsRequest : plainRequest)({
    host: '127.0.0.1',
    port: options.port ?? port,
    path: `${pathname}${search}`,
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: { host: hostname, ...options.headers },
    agent: false,
    ...(secure ? { servername: hostname, ca: options.ca } : {}),
  })
  request.end(options.body)
  const [response] = await once(request, 'response')
  let body = ''
  for await (const part of response.setEncoding('utf8')) body += part
  return { status: response.statusCode, headers: response.headers, body }
}
