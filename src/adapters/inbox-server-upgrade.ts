import type { IncomingMessage, Server } from 'node:http'
import { connect, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { appConnection } from './inbox-server-loopback.ts'

/**
 * Hands a connection that changes its protocol to the app as it is: development servers reload pages over WebSockets, and
 * what looks through the tunnel must go on working. Nothing of it is kept.
 */
export function pipeUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  forward: string | null,
  extraTrust?: string,
): void {
  socket.on('error', () => socket.destroy())
  const unavailable = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
  if (forward === null) return void socket.end(unavailable, () => socket.destroy())
  const { hostname, port, protocol } = new URL(forward)
  const isTls = protocol === 'https:'
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const place = {
    host,
    port: port === '' ? (isTls ? 443 : 80) : Number(port),
    ...appConnection(forward, extraTrust),
  }
  const app = isTls ? connectTls(isIP(host) === 0 ? { ...place, servername: host } : place) : connect(place)
  let isReached = false
  app.on('error', () => (isReached ? socket.destroy() : socket.end(unavailable, () => socket.destroy())))
  socket.on('close', () => app.destroy())
  app.on('close', () => isReached && socket.destroy())
  app.once(isTls ? 'secureConnect' : 'connect', () => {
    isReached = true
    const lines = [`${request.method} ${request.url} HTTP/1.1`]
    for (let at = 0; at + 1 < request.rawHeaders.length; at += 2)
      lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`)
    app.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
    app.write(head)
    app.pipe(socket).pipe(app)
  })
}

/** Gives the request back to the server as one that asks for no other protocol. */
export function declineUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at] ?? ''
    if (/^(?:upgrade|http2-settings)$/i.test(name)) continue
    const value = request.rawHeaders[at + 1] ?? ''
    const isConnection = name.toLowerCase() === 'connection'
    lines.push(`${name}: ${isConnection ? value.replaceAll(/(?:upgrade|http2-settings)\s*,?\s*/gi, '') : value}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}
