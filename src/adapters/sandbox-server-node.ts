import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mostBodyBytes, type SandboxAnswer, type SandboxRequest } from '../sandbox/exchange.ts'

/** Answers a request; the signal is aborted when the client has gone. */
export type Answerer = (request: SandboxRequest, signal: AbortSignal) => Promise<SandboxAnswer>

export interface SandboxServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Serves requests on loopback; `port` 0 takes a free one. */
export async function startSandboxServer(
  answer: Answerer,
  { port, host = '127.0.0.1' }: { readonly port: number; readonly host?: string },
): Promise<SandboxServer> {
  const server = createServer(toListener(answer))
  // As many apps as a test starts keep their connections for longer than the five seconds that are usual.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
  const { address, port: bound } = server.address() as AddressInfo
  return {
    url: `http://${address}:${bound}`,
    port: bound,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

/** For a server of another kind, such as one behind TLS. */
export function toListener(answer: Answerer): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const gone = new AbortController()
    response.on('close', () => {
      if (!response.writableFinished) gone.abort(new Error('the client has gone'))
    })
    readText(request, (body) => {
      if (body === null) return tooLong(response)
      const { method = 'GET', url = '/', headers } = request
      const flat = headers as Readonly<Record<string, string | undefined>>
      answer({ method, target: url, headers: flat, body }, gone.signal).then(
        (reply) => send(response, reply),
        () => response.destroy(),
      )
    })
  }
}

function send(response: ServerResponse, answer: SandboxAnswer): void {
  // The connection stays open until the client gives up.
  if (answer === 'silence' || response.destroyed) return
  response.writeHead(answer.status, { ...answer.headers, 'Content-Length': Buffer.byteLength(answer.body) })
  response.end(answer.body)
}

/** Null for what is too long. */
function readText(request: IncomingMessage, done: (body: string | null) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= mostBodyBytes) chunks.push(chunk)
    else if (chunks.length > 0) {
      chunks.length = 0
      done(null)
    }
  })
  request.on('end', () => {
    if (bytes <= mostBodyBytes) done(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString('utf8'))
  })
  request.on('error', () => undefined)
}

/** What the gateway itself says of a body that it does not take. */
function tooLong(response: ServerResponse): void {
  const body = '{"fault":{"faultstring":"Body buffer overflow","detail":{"errorcode":"protocol.http.TooBigBody"}}}'
  response.writeHead(413, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  })
  response.end(body)
}
