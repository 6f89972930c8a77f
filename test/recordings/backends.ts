import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'

/** Apps behind a recorded server, by the port that they have on this machine. */
export interface Backends {
  /** Acknowledges callbacks in all the ways that are right. */
  readonly healthy: number
  /** Nothing listens here. */
  readonly dead: number
  /** Takes the request and never answers. */
  readonly slow: number
  /** Answers with something that is no HTTP. */
  readonly garbage: number
  /** Hangs up in place of an answer. */
  readonly closing: number
  close(): void
}

/** The right answers to a callback, by their last path segment. */
const acknowledgements: Readonly<Record<string, readonly [status: number, type: string, body: string]>> = {
  'ack-json': [200, 'application/json', '{"ResultCode":0,"ResultDesc":"Accepted"}'],
  'ack-empty': [200, 'text/html; charset=utf-8', ''],
  'ack-created': [201, 'application/json', '{"received":true}'],
  'ack-no-content': [204, '', ''],
  'ack-text': [200, 'text/plain', 'OK'],
}

/** Refusals of the app's own, which no server in front must be blamed for. */
const refusals: typeof acknowledgements = {
  'refuse-401': [401, 'application/json', '{"message":"Unauthenticated."}'],
  'refuse-403': [403, 'application/json', '{"error":"blocked: not on the list of customers"}'],
  'refuse-404': [404, 'application/json', '{"error":"no such order"}'],
  'refuse-422': [422, 'application/json', '{"errors":{"amount":["required"]}}'],
  'refuse-500': [500, 'application/json', '{"error":"boom"}'],
  'refuse-503': [503, 'application/json', '{"error":"the database is away"}'],
}

export async function startBackends(): Promise<Backends> {
  const sockets = new Set<Socket>()
  const healthy = createHttpServer((request, response) => {
    const name = request.url?.split('/').at(-1) ?? ''
    const [status, type, body] = acknowledgements[name] ?? refusals[name] ?? [404, 'text/plain', 'no route']
    request.resume().on('end', () => response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(body))
  })
  const slow = createServer(() => {})
  const garbage = createServer((socket) => socket.once('data', () => socket.end('220 mail.example ESMTP\r\n')))
  const closing = createServer((socket) => socket.once('data', () => socket.destroy()))
  const dead = createServer()
  const servers = [healthy, slow, garbage, closing, dead]
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
    })
  }
  const ports = await Promise.all(servers.map(listen))
  dead.close()
  const [healthyPort = 0, slowPort = 0, garbagePort = 0, closingPort = 0, deadPort = 0] = ports
  return {
    healthy: healthyPort,
    slow: slowPort,
    garbage: garbagePort,
    closing: closingPort,
    dead: deadPort,
    close: () => {
      for (const socket of sockets) socket.destroy()
      for (const server of [healthy, slow, garbage, closing]) server.close()
    },
  }
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer())
  const ports = await Promise.all(servers.map(listen))
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return ports
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
