import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface InterceptOptions {
  /** Names, in lower case, whose requests are answered here. */
  readonly hosts: readonly string[]
  readonly key: string
  /** For those names, with its issuers. */
  readonly certificate: string
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void
  /** The proxy that the user has for everything else. */
  readonly upstream: URL | null
}

export interface InterceptProxy {
  /** For `HTTPS_PROXY`. */
  readonly url: string
  /** Speaks TLS under the names of the hosts. */
  readonly tlsPort: number
  close(): Promise<void>
}

/** A proxy on loopback that answers for some hosts and passes everything else through untouched. */
export async function startInterceptProxy(options: InterceptOptions): Promise<InterceptProxy> {
  const { hosts, key, certificate, onRequest, upstream } = options
  const open = new Set<Duplex>()
  const track = (socket: Duplex): void => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
  }
  const inner = createTlsServer({ key, cert: certificate, ALPNProtocols: ['http/1.1'] }, onRequest)
  inner.on('tlsClientError', (_, socket) => socket.destroy())
  inner.on('connection', track)
  const tlsPort = await listen(inner)
  const outer = createServer((request, response) => {
    // Some clients send https requests to a proxy without CONNECT.
    const { host } = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : { host: '' }
    if (hosts.includes(host.toLowerCase())) return onRequest(request, response)
    response.writeHead(405, { 'Content-Type': 'text/plain', Connection: 'close' })
    response.end('mpesa-doctor: this proxy is for CONNECT\n')
  })
  outer.on('connection', track)
  outer.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = readTarget(request.url ?? '')
    if (target === null) return void client.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    const isOurs = hosts.includes(target.host.toLowerCase())
    const server = isOurs
      ? connect(tlsPort, '127.0.0.1')
      : upstream === null
        ? connect(target.port, target.host)
        : connect(Number(upstream.port || 80), upstream.hostname)
    track(server)
    server.once('connect', () => {
      if (!isOurs && upstream !== null) server.write(connectLine(target, upstream))
      else client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      server.write(head)
      join(client, server)
    })
    server.once('error', () => {
      if (client.writable) client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
    })
  })
  const port = await listen(outer)
  return {
    url: `http://127.0.0.1:${port}`,
    tlsPort,
    async close() {
      const closed = [inner, outer].map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
      for (const socket of open) socket.destroy()
      await Promise.all(closed)
    },
  }
}

interface Target {
  readonly host: string
  readonly port: number
}

/** `host:port`, IPv6 in brackets. */
function readTarget(text: string): Target | null {
  const match = /^(?:\[([\da-f:.]+)\]|([^\s/:]+)):(\d{1,5})$/i.exec(text)
  const port = Number(match?.[3])
  return match === null || port < 1 || port > 65_535 ? null : { host: match[1] ?? match[2] ?? '', port }
}

function connectLine({ host, port }: Target, { username, password }: URL): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const authorization = username === '' ? '' : `Proxy-Authorization: Basic ${login}\r\n`
  return `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n${authorization}\r\n`
}

function join(client: Duplex, server: Socket): void {
  client.pipe(server).pipe(client)
  client.on('close', () => server.destroy())
  server.on('close', () => client.destroy())
}

function listen(server: ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
