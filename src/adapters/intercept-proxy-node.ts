import {
  createServer,
  type IncomingMessage,
  type RequestOptions,
  type ServerResponse,
  request as sendRequest,
} from 'node:http'
import { createServer as createTlsServer, request as sendTlsRequest } from 'node:https'
import { type AddressInfo, connect, isIP, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'

export interface InterceptOptions {
  /** Names, in lower case, whose requests are answered here. */
  readonly hosts: readonly string[]
  readonly key: string
  /** For those names, with its issuers. */
  readonly certificate: string
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void
  /** The proxy that the user has for another host. */
  upstreamOf(scheme: 'http' | 'https', host: string): URL | null
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
  const { hosts, key, certificate, onRequest, upstreamOf } = options
  const isOurs = (host: string): boolean => hosts.includes(host.toLowerCase().replace(/\.$/, ''))
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
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : null
    // Some clients send https requests to a proxy without CONNECT.
    if (url !== null && isOurs(url.hostname)) return onRequest(request, response)
    if (url?.protocol === 'http:') return passOn(request, response, url, upstreamOf('http', url.hostname))
    response.writeHead(405, { 'Content-Type': 'text/plain', Connection: 'close' })
    response.end('mpesa-doctor: this proxy is for CONNECT\n')
  })
  outer.on('connection', track)
  outer.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const target = readTarget(request.url ?? '')
    if (target === null) return void client.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    const upstream = isOurs(target.host) ? null : upstreamOf('https', target.host)
    const server = isOurs(target.host)
      ? connect(tlsPort, '127.0.0.1')
      : upstream === null
        ? connect(target.port, target.host)
        : connectUpstream(upstream)
    track(server)
    server.once(upstream?.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      if (upstream !== null) server.write(connectLine(target, upstream))
      else client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      server.write(head)
      join(client, server)
    })
    server.once('error', () => {
      if (client.writable) client.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n')
    })
    client.once('close', () => server.destroy())
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

function connectUpstream({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, '')
  return protocol === 'https:'
    ? connectTls({ host, port: Number(port || 443), servername: isIP(host) === 0 ? host : '' })
    : connect(Number(port || 80), host)
}

function connectLine({ host, port }: Target, upstream: URL): string {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const login = loginOf(upstream)
  return `CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n${login === null ? '' : `Proxy-Authorization: ${login}\r\n`}\r\n`
}

function loginOf({ username, password }: URL): string | null {
  if (username === '') return null
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
}

/** Plain http for somebody else, header by header as it came. */
function passOn(request: IncomingMessage, response: ServerResponse, url: URL, upstream: URL | null): void {
  const login = upstream === null ? null : loginOf(upstream)
  const headers = request.rawHeaders.filter(
    (_, at) => !/^proxy-(?:connection|authorization)$/i.test(request.rawHeaders[at - (at % 2)] ?? ''),
  )
  const send = upstream?.protocol === 'https:' ? sendTlsRequest : sendRequest
  const sent = send({
    ...(upstream === null
      ? {
          host: url.hostname.replace(/^\[|\]$/g, ''),
          port: Number(url.port || 80),
          path: `${url.pathname}${url.search}`,
        }
      : {
          host: upstream.hostname,
          port: Number(upstream.port || (upstream.protocol === 'https:' ? 443 : 80)),
          path: url.href,
        }),
    method: request.method,
    headers: login === null ? headers : [...headers, 'Proxy-Authorization', login],
    agent: false,
  } as RequestOptions)
  sent.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
    answer.pipe(response)
    answer.on('error', () => response.destroy())
  })
  sent.on('error', () => {
    if (response.headersSent) response.destroy()
    else response.writeHead(502, { 'Content-Length': 0, Connection: 'close' }).end()
  })
  response.on('close', () => sent.destroy())
  request.pipe(sent)
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
