import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { connect, createServer as createTcpServer } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { createSecureContext, createServer } from 'node:tls'
import { issue } from '../../src/demo/certificates.ts'
import type { TestAuthority } from './authority.ts'

/** The public side of all servers of a test file: TLS with a good certificate for every name, then bytes as they come. */
export interface Front {
  readonly port: number
  /** Sends connections for this host name on to a port of this machine. */
  route(host: string, port: number): void
  close(): Promise<void>
}

export async function startFront(authority: TestAuthority): Promise<Front> {
  const routes = new Map<string, number>()
  const contexts = new Map<string, Promise<ReturnType<typeof createSecureContext>>>()
  const contextFor = (host: string) => {
    const domain = host.slice(host.indexOf('.') + 1)
    const known = contexts.get(domain) ?? makeContext(authority, domain)
    contexts.set(domain, known)
    return known
  }
  const server = createServer({
    ...(await makeIdentity(authority, 'front.test')),
    ALPNProtocols: ['http/1.1'],
    SNICallback: (host, done) => {
      contextFor(host).then(
        (context) => done(null, context),
        (error: Error) => done(error),
      )
    },
  })
  server.on('secureConnection', (socket) => {
    const port = routes.get(String(socket.servername))
    if (port === undefined) socket.destroy()
    else join(socket, connect(port, '127.0.0.1'))
  })
  const closing = closeWithConnections(server)
  const port = await listen(server)
  return { port, route: (host, to) => void routes.set(host, to), close: closing }
}

/** A TLS server that hands its connections on to a port of this machine, or says nothing after the handshake. */
export async function startTlsFront(
  options: TlsOptions,
  target?: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer(options, (socket) => {
    if (target === undefined) socket.on('error', () => undefined).resume()
    else join(socket, connect(target, '127.0.0.1'))
  })
  server.on('tlsClientError', () => undefined)
  const closing = closeWithConnections(server)
  return { port: await listen(server), close: closing }
}

/** Plain TCP, handed on: a second address for the same server. */
export async function startRelay(address: string, target: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createTcpServer((socket) => join(socket, connect(target, '127.0.0.1')))
  const closing = closeWithConnections(server)
  return { port: await listen(server, address), close: closing }
}

export async function makeIdentity(authority: TestAuthority, ...names: readonly string[]) {
  const { key, chain } = await issue({ names, issuer: authority.intermediate })
  return { key, cert: chain }
}

async function makeContext(authority: TestAuthority, domain: string) {
  return createSecureContext(await makeIdentity(authority, domain, `*.${domain}`))
}

function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.on('end', () => to.end())
    from.pipe(to, { end: false })
  }
}

async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  server.listen(0, address)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function closeWithConnections(server: Server): () => Promise<void> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  return () => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(() => resolve()))
  }
}
