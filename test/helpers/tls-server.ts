import type { AddressInfo } from 'node:net'
import type { TLSSocket, TlsOptions } from 'node:tls'
import { createServer } from 'node:tls'
import type { Endpoint } from '../../src/core/net-port.ts'

export interface TlsServer {
  readonly endpoint: Endpoint
  close(): Promise<void>
}

/** A TLS server on loopback; by default it says nothing after the handshake. */
export async function startTlsServer(
  options: TlsOptions,
  onConnection: (socket: TLSSocket) => void = (socket) => void socket.resume(),
): Promise<TlsServer> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer(options, (socket) => {
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  server.on('tlsClientError', () => undefined)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: { address: '127.0.0.1', port: (server.address() as AddressInfo).port },
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
