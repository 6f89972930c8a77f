import { once } from 'node:events'
import { request as plainRequest } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, createServer as createRawServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeCertificate } from '../helpers/custom-certificate.ts'
import { sayTo, startListeningApp, startRealInbox } from '../helpers/inbox-real.ts'

/** An app with a certificate that nobody else has signed. */
async function startTlsApp(names: readonly string[] = ['localhost', '127.0.0.1']) {
  const { certificate: cert, key } = await makeCertificate({ name: 'development', names })
  const server = createTlsServer({ cert, key }, (request, response) => {
    request.resume().on('end', () => response.end(`${request.method} ${request.url}`))
  })
  const serverNames: (string | false | undefined)[] = []
  server.on('secureConnection', (socket) => serverNames.push((socket as { servername?: string | false }).servername))
  server.on('upgrade', (request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    socket.write(request.headers.host ?? '')
    socket.on('data', (data) => void socket.end(data))
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return { port: (server.address() as AddressInfo).port, certificate: cert, serverNames }
}

/** Says something raw to whoever connects, once the headers of the request are there. */
async function startRawApp(onRequest: (socket: Socket, text: string) => void) {
  const received: string[] = []
  const server = createRawServer((socket) => {
    let text = ''
    let isAsked = false
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      text += data.toString('latin1')
      if (isAsked || !text.includes('\r\n\r\n')) return
      isAsked = true
      received.push(text)
      onRequest(socket, text)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

const post = (lines: string, body = '{}') =>
  `POST /cb HTTP/1.1\r\n${lines}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`

describe('an app that speaks TLS with a certificate of its own', () => {
  it.each(['localhost', '127.0.0.1'])('is reached on %s', async (host) => {
    const { port } = await startTlsApp()
    const inbox = await startRealInbox(`https://${host}:${port}`)
    const reply = await sayTo(inbox.port, post('Host: shop.example'))
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*POST \/cb/)
    expect((await inbox.events())[0]).toMatchObject({ answer: { kind: 'answer', status: 200 } })
    expect(await sayTo(inbox.port, 'OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(/ 200 OK/)
  })

  it.each(['localhost', '127.0.0.1'])('gets a WebSocket on %s', async (host) => {
    const { port, serverNames } = await startTlsApp()
    const inbox = await startRealInbox(`https://${host}:${port}`)
    const socket = connect(inbox.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let reply = ''
    socket.on('data', (data) => {
      reply += String(data)
    })
    socket.write('GET /hmr HTTP/1.1\r\nHost: shop.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nping')
    await once(socket, 'close')
    expect(reply).toMatch(/^HTTP\/1\.1 101 [\s\S]*\r\n\r\nshop\.exampleping$/)
    // A server with several certificates chooses by this name.
    expect(serverNames).toEqual([host === 'localhost' ? 'localhost' : false])
  })
})

describe('a WebSocket', () => {
  it('is told 503 if the app does not run', async () => {
    const inbox = await startRealInbox('http://127.0.0.1:1')
    const asked = 'GET /hmr HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
    expect(await sayTo(inbox.port, asked)).toMatch(/^HTTP\/1\.1 503 /)
  })
})

describe('answers before the answer', () => {
  it('passes early hints on, and nothing else of that kind', async () => {
    const app = await startListeningApp((request, response) => {
      request.resume()
      response.writeProcessing()
      response.writeEarlyHints({ link: ['</a.css>; rel=preload', '</b.js>; rel=preload'] })
      response.end('ok')
    })
    const inbox = await startRealInbox(app)
    const reply = await sayTo(inbox.port, post('Host: h'))
    expect(reply).toMatch(/^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload, <\/b\.js>; rel=preload\r\n/)
    expect(reply.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 103', 'HTTP/1.1 200'])
    expect((await inbox.events())[0]).toMatchObject({ answer: { status: 200, body: { content: 'ok' } } })
    // HTTP/1.0 knows no such answers.
    expect(await sayTo(inbox.port, 'GET / HTTP/1.0\r\nHost: h\r\n\r\n')).toMatch(/^HTTP\/1\.\d 200 /)
  })

  it('says 100 Continue itself, so that the body comes, and the app is not asked twice', async () => {
    const app = await startRawApp((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
    const inbox = await startRealInbox(app.url)
    const socket = connect(inbox.port, '127.0.0.1')
    let reply = ''
    socket.on('data', (data) => {
      if (reply === '') socket.write('{}')
      reply += String(data)
    })
    socket.write(
      'POST /cb HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n',
    )
    await once(socket, 'close')
    expect(reply.match(/^HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200'])
    expect(app.received.join('')).not.toMatch(/expect:/i)
    expect((await inbox.events())[0]).toMatchObject({ request: { body: { content: '{}' } }, answer: { status: 200 } })
  })

  it('keeps a callback that expects something that nobody knows', async () => {
    const app = await startListeningApp((request, response) => void request.resume().on('end', () => response.end()))
    const inbox = await startRealInbox(app)
    expect(await sayTo(inbox.port, post('Host: h\r\nExpect: wonders'))).toMatch(/^HTTP\/1\.1 200 /)
    expect(await inbox.events()).toHaveLength(1)
  })
})

describe('an answer without a body', () => {
  it.each([
    ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\nX-App: 1\r\n\r\n', /^HTTP\/1\.1 200 OK\r\nContent-Length: 500/],
    ['HEAD', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-App: 1\r\n\r\n', /^HTTP\/1\.1 200 OK\r\nX-App/],
    ['GET', 'HTTP/1.1 204 No Content\r\nX-App: 1\r\n\r\n', /^HTTP\/1\.1 204 No Content\r\nX-App/],
    ['POST', 'HTTP/1.1 204 No Content\r\nX-App: 1\r\n\r\n', /^HTTP\/1\.1 204 No Content\r\nX-App/],
    [
      'GET',
      'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 500\r\n\r\n',
      /^HTTP\/1\.1 304 Not Modified\r\nETag: "a"/,
    ],
  ])('goes on as it is: %s %s', async (method, said, expected) => {
    const app = await startRawApp((socket) => void socket.write(said))
    const inbox = await startRealInbox(app.url)
    // Two on one connection: a body where there is none would be read as the beginning of the second.
    const line = `${method} /a HTTP/1.1\r\nHost: h\r\n${method === 'POST' ? 'Content-Length: 0\r\n' : ''}`
    const reply = await sayTo(inbox.port, `${line}\r\n${line}Connection: close\r\n\r\n`)
    expect(reply).toMatch(expected)
    expect(reply.match(/HTTP\/1\.1 /g)).toHaveLength(2)
    expect(reply).toMatch(/\r\n\r\n$/)
    expect(reply.split('\r\n\r\n')).toHaveLength(3)
    const events = await inbox.events()
    expect(events.map(({ answer }) => answer)).toMatchObject([
      { kind: 'answer', body: { content: '', exact: true } },
      { kind: 'answer', body: { content: '', exact: true } },
    ])
  })
})

describe('an app that answers before it has read everything', () => {
  const long = 30_000_000

  /** Sends a body that is too large for the app; resolves to status and body of what comes back. */
  function upload(url: string): Promise<{ status: number | undefined; text: string }> {
    return new Promise((resolve, reject) => {
      const sender = plainRequest(`${url}/cb`, { method: 'POST', agent: false, headers: { 'Content-Length': long } })
      const piece = Buffer.alloc(65_536)
      let sent = 0
      const pump = (): void => {
        while (sent < long && !sender.destroyed) {
          const next = piece.subarray(0, Math.min(piece.length, long - sent))
          sent += next.length
          if (!sender.write(next)) return
        }
        sender.end()
      }
      sender.on('drain', pump)
      sender.on('error', reject)
      sender.on('response', async (reply) => {
        let text = ''
        for await (const chunk of reply) text += String(chunk)
        sender.destroy()
        resolve({ status: reply.statusCode, text })
      })
      pump()
    })
  }

  it.each([
    [
      'goes on reading',
      (socket: Socket) => void socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge'),
    ],
    [
      'closes its side',
      (socket: Socket) =>
        void socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge'),
    ],
    [
      'reads no more',
      (socket: Socket) => {
        socket.pause()
        socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge')
      },
    ],
  ])('is believed: one that %s', async (_, answer) => {
    const app = await startRawApp(answer)
    const inbox = await startRealInbox(app.url)
    expect(await upload(inbox.url)).toEqual({ status: 413, text: 'large' })
    expect((await inbox.events())[0]).toMatchObject({ answer: { kind: 'answer', status: 413 } })
    expect(app.received).toHaveLength(1)
  })
})

describe('headers that say a thing twice', () => {
  it.each([
    ['two hosts', 'Host: shop.example\r\nHost: evil.example'],
    ['one host twice', 'Host: shop.example\r\nhost: shop.example'],
  ])('are turned away: %s', async (_, lines) => {
    const app = await startRawApp((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
    const inbox = await startRealInbox(app.url)
    expect(await sayTo(inbox.port, post(lines))).toMatch(/^HTTP\/1\.1 400 /)
    expect(inbox.away).toMatchObject([{ status: 400 }])
    expect([app.received, await inbox.events()]).toEqual([[], []])
  })
})
