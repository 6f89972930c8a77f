import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { Endpoint } from '../../src/core/net-port.ts'

export interface HostileServer {
  readonly endpoint: Endpoint
  /** The server's URL with a path. */
  url(path?: string): string
  readonly connections: readonly Socket[]
  close(): Promise<void>
}

/** Does whatever it is told with each connection, however rude. */
export async function startHostileServer(
  onConnection: (socket: Socket) => void,
  address = '127.0.0.1',
  wantedPort = 0,
): Promise<HostileServer> {
  const connections: Socket[] = []
  const server = createServer((socket) => {
    connections.push(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(wantedPort, address, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = address.includes(':') ? `[${address}]` : address
  return {
    endpoint: { address, port },
    url: (path = '/callback') => `http://${host}:${port}${path}`,
    connections,
    close: () => {
      for (const socket of connections) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Waits for the request's first bytes, then answers with these and leaves the connection open. */
export function answering(text: string): (socket: Socket) => void {
  return (socket) => void socket.once('data', () => socket.write(text))
}

/** Answers and closes. */
export function answeringOnce(text: string): (socket: Socket) => void {
  return (socket) => void socket.once('data', () => socket.end(text))
}

/** Writes the same bytes again and again, as fast as the other side reads. */
export function flooding(head: string, piece: string): (socket: Socket) => void {
  return (socket) => {
    const pump = () => {
      while (!socket.destroyed && socket.write(piece));
    }
    socket.on('drain', pump)
    socket.once('data', () => {
      socket.write(head)
      pump()
    })
  }
}

/** One byte at a time. */
export function dribbling(text: string, everyMs: number): (socket: Socket) => void {
  return (socket) => {
    let at = 0
    const timer = setInterval(() => void socket.write(text[at++ % text.length] ?? ''), everyMs)
    socket.resume()
    socket.once('close', () => clearInterval(timer))
  }
}

/** A port of this machine on which nothing listens. */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  const server = await startHostileServer(() => undefined, address)
  await server.close()
  return server.endpoint.port
}
