import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { KnownError } from '../core/errors.ts'
import type { ShopReply, ShopRequest } from './shop-behaviour.ts'

/** An HTTP server on 127.0.0.1 that can be closed and opened again on the same port. */
export interface LoopbackServer {
  /** Port 0 takes any free one. Returns the port; throws `KnownError` `demo/port-taken`. */
  listen(port: number): Promise<number>
  /** Ends every connection; may be called when closed. */
  close(): Promise<void>
}

const bodyLimit = 1_048_576

/** Answers whole requests; the signal tells the handler that nobody waits for its answer any more. */
export function createLoopbackServer(
  answer: (request: ShopRequest, signal: AbortSignal) => Promise<ShopReply>,
): LoopbackServer {
  const server = createServer((message, response) => {
    serve(message, response).catch(() => response.destroy())
  })

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const body = await readBody(message)
    const { pathname } = new URL(message.url ?? '/', 'http://shop.invalid')
    const reply =
      body === null
        ? { status: 413, headers: { connection: 'close' }, body: '' }
        : await answer({ method: message.method ?? 'GET', path: pathname, headers: message.headers, body }, gone.signal)
    response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) })
    response.end(message.method === 'HEAD' ? undefined : reply.body)
  }

  return {
    listen: (port) => listenOnLoopback(server, port),
    close: () => closeServer(server),
  }
}

async function readBody(message: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of message as AsyncIterable<Buffer>) {
    length += part.length
    // The rest is still read: a reply sent before the client has finished sending may never be seen by it.
    if (length <= bodyLimit) parts.push(part)
  }
  return length <= bodyLimit ? Buffer.concat(parts).toString('utf8') : null
}

export async function listenOnLoopback(
  server: { listen(port: number, host: string): unknown; address(): unknown } & NodeJS.EventEmitter,
  port: number,
): Promise<number> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new KnownError('conflict', 'demo/port-taken', `Port ${port} of 127.0.0.1 is taken`, { cause: error })
  }
  return (server.address() as { readonly port: number }).port
}

export async function closeServer(server: {
  readonly listening: boolean
  close(done: () => void): unknown
  closeAllConnections(): void
}): Promise<void> {
  if (!server.listening) return
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
