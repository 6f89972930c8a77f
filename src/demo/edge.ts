import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { EdgeBehaviour, EdgeRequest } from './edge-behaviour.ts'
import type { EdgeCertificates } from './edge-certificates.ts'
import { closeServer, listenOnLoopback } from './loopback-server.ts'
import type { ShopReply } from './shop-behaviour.ts'

/** The public side of the shop, on loopback. */
export interface Edge {
  readonly tlsPort: number
  readonly plainPort: number
  /** Changes what it does from the next connection on. */
  behave(behaviour: EdgeBehaviour): Promise<void>
  close(): Promise<void>
}

export interface EdgeOptions {
  readonly certificates: EdgeCertificates
  readonly behaviour: EdgeBehaviour
  readonly shopPort: number
}

/** Starts the edge on two free ports: one for https URLs, one for http URLs. */
export async function startEdge({ certificates, shopPort, ...options }: EdgeOptions): Promise<Edge> {
  let { behaviour } = options
  const handle =
    (scheme: EdgeRequest['scheme']) =>
    (message: IncomingMessage, response: ServerResponse): void => {
      const own = behaviour.intercept(describeRequest(scheme, message))
      if (own === 'close') message.socket.destroy()
      else if (own !== null) answer(message, response, own)
      else forward(scheme, message, response, shopPort, () => answer(message, response, behaviour.shopDown()))
    }
  const tls = createTlsServer(await certificates.identity(behaviour.certificate), handle('https'))
  const plain = createServer(handle('http'))
  const close = async (): Promise<void> => {
    await Promise.all([closeServer(tls), closeServer(plain)])
  }
  try {
    const [tlsPort, plainPort] = await Promise.all([listenOnLoopback(tls, 0), listenOnLoopback(plain, 0)])
    return {
      tlsPort,
      plainPort,
      behave: async (next) => {
        tls.setSecureContext(await certificates.identity(next.certificate))
        behaviour = next
        tls.closeIdleConnections()
        plain.closeIdleConnections()
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

function describeRequest(scheme: EdgeRequest['scheme'], message: IncomingMessage): EdgeRequest {
  return {
    scheme,
    method: message.method ?? 'GET',
    host: (message.headers.host ?? '').replace(/:\d+$/, ''),
    path: message.url ?? '/',
    userAgent: message.headers['user-agent'] ?? '',
  }
}

function answer(message: IncomingMessage, response: ServerResponse, reply: ShopReply): void {
  // Read what the client is still sending: a reply to half a request can be lost on the way.
  message.resume()
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) })
  response.end(message.method === 'HEAD' ? undefined : reply.body)
}

/** Headers that belong to one connection and not to the message. */
const perConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

function forward(
  scheme: EdgeRequest['scheme'],
  message: IncomingMessage,
  response: ServerResponse,
  port: number,
  onShopDown: () => void,
): void {
  const client = message.socket.remoteAddress ?? ''
  const headers = {
    ...withoutPerConnection(message.headers),
    'x-real-ip': client,
    'x-forwarded-for': [message.headers['x-forwarded-for'], client].filter(Boolean).join(', '),
    'x-forwarded-proto': scheme,
  }
  const upstream = sendRequest({ host: '127.0.0.1', port, method: message.method, path: message.url, headers })
  upstream.once('response', (reply) => {
    response.writeHead(reply.statusCode ?? 502, { ...withoutPerConnection(reply.headers), server: 'nginx' })
    reply.pipe(response)
  })
  upstream.once('error', () => {
    if (response.headersSent) response.destroy()
    else onShopDown()
  })
  response.once('close', () => upstream.destroy())
  message.pipe(upstream)
}

function withoutPerConnection(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !perConnection.has(name)))
}
