import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
  /** How many requests came before this one. */
  readonly nth: number
}

/** A reply, or what is done in place of one. */
export type Reply =
  | PlainReply
  /** These bytes, then the end of the connection. */
  | { readonly raw: string }
  | 'hang'
  | 'close'

export interface PlainReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly afterMs?: number
}

export type Answer = Reply | ((asked: Asked) => Reply)

export interface ReplyServer {
  readonly port: number
  readonly url: string
  readonly asked: readonly Asked[]
  close(): Promise<void>
}

/** A server on loopback that answers as it is told. */
export async function startReplyServer(answer: Answer): Promise<ReplyServer> {
  const asked: Asked[] = []
  const ending = new AbortController()
  const server = createServer((message, response) => {
    message.socket.on('error', () => undefined)
    serve(message, response).catch(() => response.destroy())
  })

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of message as AsyncIterable<Buffer>) parts.push(part)
    const request: Asked = {
      method: message.method ?? '',
      path: (message.url ?? '/').split('?')[0] ?? '/',
      headers: message.headers,
      body: Buffer.concat(parts).toString('utf8'),
      nth: asked.length,
    }
    asked.push(request)
    const reply = typeof answer === 'function' ? answer(request) : answer
    if (reply === 'hang') return
    if (reply === 'close') return void message.socket.destroy()
    if ('raw' in reply) return void message.socket.end(reply.raw)
    if (reply.afterMs !== undefined) await delay(reply.afterMs, undefined, { signal: ending.signal })
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value)
    response.writeHead(reply.status ?? 200).end(reply.body ?? '')
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      ending.abort()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** JSON as frameworks send it. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): PlainReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

export function html(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): PlainReply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
}

export function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): PlainReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}

/** What an app says that has understood. */
export const accepted: Reply = json({ ResultCode: 0, ResultDesc: 'Accepted' })

/** One answer to a POST at the callback path, another one everywhere else. */
export function at(path: string, answer: Answer, elsewhere: Answer): (asked: Asked) => Reply {
  return (asked) => {
    const chosen = asked.path === path ? answer : elsewhere
    return typeof chosen === 'function' ? chosen(asked) : chosen
  }
}
