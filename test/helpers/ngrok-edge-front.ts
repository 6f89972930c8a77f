import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { issue } from '../../src/demo/certificates.ts'
import { createTestAuthority } from './authority.ts'
import type { NgrokEdge } from './ngrok-edge.ts'

/** The public side of the stand-in: what the world sees at the tunnel's URL. */
export interface EdgeFront {
  readonly port: number
  /** Leads here, whatever the host. */
  readonly connectTo: readonly [option: string, value: string]
  /** Requests that came, by their paths. */
  readonly paths: readonly string[]
  close(): Promise<void>
}

/** While nobody holds the URL it answers as ngrok does. */
export async function startEdgeFront(edgeNow: () => NgrokEdge): Promise<EdgeFront> {
  const { root } = await createTestAuthority('Front')
  const { chain, key } = await issue({ names: ['*.ngrok-free.dev', 'localhost'], issuer: root })
  const paths: string[] = []
  const server = createServer({ cert: chain, key }, (request, response) => {
    paths.push(request.url ?? '')
    readRaw(request)
      .then(async (raw) => {
        const edge = edgeNow()
        const reply = edge.isBound ? await edge.exchange(raw) : ''
        if (reply !== '') response.socket?.end(reply, 'latin1')
        else response.writeHead(404, { 'ngrok-error-code': 'ERR_NGROK_3200' }).end('offline')
      })
      .catch(() => response.destroy())
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    connectTo: ['--connect-to', `:443:127.0.0.1:${port}`],
    paths,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** The request as it came, but for the connection: one request each. */
async function readRaw(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const lines = [`${request.method} ${request.url} HTTP/1.1`]
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at] ?? ''
    if (name.toLowerCase() !== 'connection') lines.push(`${name}: ${request.rawHeaders[at + 1]}`)
  }
  return `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n${Buffer.concat(chunks).toString('utf8')}`
}
