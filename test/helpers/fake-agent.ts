import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface FakeAgent {
  readonly url: string
  readonly port: number
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[]
}

/** A server on this machine that answers these paths with JSON (a text as it is), and 404 for all others. */
export async function startAgent(
  answers: Readonly<Record<string, unknown>>,
  { port = 0, onRequest }: { readonly port?: number; readonly onRequest?: (request: IncomingMessage) => void } = {},
): Promise<FakeAgent> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    onRequest?.(request)
    const answer = answers[path]
    if (answer === undefined) response.writeHead(404).end('404 page not found')
    else
      response
        .setHeader('Content-Type', 'application/json')
        .end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port: actual } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${actual}`, port: actual, asked }
}

/** What an agent of 3.30 and later answers. */
export function ngrokEndpoints(...endpoints: readonly (readonly [url: string, upstream: string])[]) {
  return {
    '/api/endpoints': {
      endpoints: endpoints.map(([url, upstream], index) => ({
        name: `endpoint-${index}`,
        url,
        upstream: { url: upstream, protocol: '' },
      })),
    },
  }
}

/** What older agents answer. */
export function ngrokTunnels(...tunnels: readonly (readonly [url: string, addr: string])[]) {
  return {
    '/api/tunnels': {
      tunnels: tunnels.map(([public_url, addr], index) => ({
        name: `command_line-${index}`,
        public_url,
        proto: new URL(public_url).protocol.slice(0, -1),
        config: { addr, inspect: true },
      })),
      uri: '/api/tunnels',
    },
  }
}
