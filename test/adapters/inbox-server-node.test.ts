import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startInboxServer } from '../../src/adapters/inbox-server-node.ts'
import type { InboxEvent, RecordedAnswer, RecordedRequest } from '../../src/inbox/event.ts'
import { InboxError, type InboxStore } from '../../src/inbox/inbox-store.ts'

/** Keeps events in memory and writes down what happened in which order. */
function memoryStore(fail?: 'begin' | 'finish') {
  const log: string[] = []
  const events: { request: RecordedRequest; answer: RecordedAnswer | null }[] = []
  const refuse = () => {
    throw new InboxError('no-space', 'memory', 'full')
  }
  const store: InboxStore = {
    where: 'memory',
    async begin(request) {
      if (fail === 'begin') refuse()
      const event = { request, answer: null as RecordedAnswer | null }
      const number = events.push(event)
      log.push('begun')
      return {
        id: `e${number}`,
        number,
        async finish(answer) {
          if (fail === 'finish') refuse()
          event.answer = answer
          log.push('kept')
        },
      }
    },
    read: async () => [],
    prune: async () => 0,
    close: async () => undefined,
  }
  return { store, events, log }
}

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function start(
  forward: string | null,
  { fail, limitMs = 2_000 }: { fail?: 'begin' | 'finish'; limitMs?: number } = {},
) {
  const memory = memoryStore(fail)
  const seen: InboxEvent[] = []
  const errors: (InboxError & { appStatus: number | null })[] = []
  const server = await startInboxServer(memory.store, {
    host: '127.0.0.1',
    port: 0,
    forward,
    limitMs,
    watch: {
      arrived: () => memory.log.push('shown'),
      answered: (event) => seen.push(event),
      refused: (error, appStatus) => errors.push(Object.assign(error, { appStatus })),
    },
  })
  onTestFinished(() => server.close())
  return { ...memory, server, seen, errors, port: Number(new URL(server.url).port) }
}

/** Sends bytes as they are, and gives back everything that came. */
async function sendRaw(port: number, text: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(text)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

describe('an inbox between tunnel and app', () => {
  it('hands on method, path, query, headers and body as they came, and the answer as the app gave it', async () => {
    let received: { line: string; headers: readonly string[]; body: string } | undefined
    const app = await listen(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      received = { line: `${request.method} ${request.url}`, headers: request.rawHeaders, body }
      response.sendDate = false
      response.writeHead(201, 'Made', ['X-App', 'one', 'x-app', 'two', 'Content-Length', '2'])
      response.end('ok')
    })
    const { port, events, log } = await start(app)
    const reply = await sendRaw(
      port,
      'POST /a//b/../c%20d?x=1&x=2#no HTTP/1.1\r\nHOST: shop.co.ke\r\nContent-Type: application/json;charset=UTF-8\r\nX-Twice: 1\r\nx-twice: 2\r\nBusinessShortCode: 174379\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{"a":1}',
    )
    expect(received).toEqual({
      line: 'POST /a//b/../c%20d?x=1&x=2#no',
      headers: expect.arrayContaining(['shop.co.ke', 'X-Twice', '1', 'x-twice', '2', 'BusinessShortCode', '174379']),
      body: '{"a":1}',
    })
    const own = ['host', 'content-type', 'x-twice', 'businessshortcode', 'content-length', 'connection', 'keep-alive']
    expect(received?.headers.filter((name, at) => at % 2 === 0 && !own.includes(name.toLowerCase()))).toEqual([])
    expect(reply).toMatch(/^HTTP\/1\.1 201 Made\r\nX-App: one\r\nx-app: two\r\nContent-Length: 2\r\n/)
    expect(reply).toMatch(/\r\n\r\nok$/)
    expect(log).toEqual(['begun', 'shown', 'kept'])
    expect(events[0]).toMatchObject({
      request: { method: 'POST', target: '/a//b/../c%20d?x=1&x=2#no', body: { content: '{"a":1}', exact: true } },
      answer: { kind: 'answer', status: 201, body: { content: 'ok' } },
    })
  })

  it('keeps what the app was not there for, and answers 503', async () => {
    const { port, events } = await start('http://127.0.0.1:1')
    const reply = await sendRaw(port, 'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\na')
    expect(reply).toMatch(/^HTTP\/1\.1 503 /)
    expect(events[0]?.answer).toMatchObject({ kind: 'no-answer', status: 503, reason: 'app-down' })
  })

  it.each([
    { name: 'says nothing', reason: 'app-silent', status: 504, handle: () => undefined },
    {
      name: 'hangs up',
      reason: 'app-broke-off',
      status: 503,
      handle: (_: IncomingMessage, response: ServerResponse) => void response.destroy(),
    },
  ])('keeps what an app that $name was sent', async ({ reason, status, handle }) => {
    const { port, events } = await start(await listen(handle), { limitMs: 200 })
    const reply = await sendRaw(port, 'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\na')
    expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(events[0]?.answer).toMatchObject({ kind: 'no-answer', reason })
  })

  it('does not bother the app with what it cannot keep', async () => {
    let asked = 0
    const app = await listen((_, response) => {
      asked++
      response.end()
    })
    const { port, errors } = await start(app, { fail: 'begin' })
    const reply = await sendRaw(port, 'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\na')
    expect(reply).toMatch(/^HTTP\/1\.1 503 /)
    expect(asked).toBe(0)
    expect(errors.map(({ code }) => code)).toEqual(['no-space'])
  })

  it('acknowledges nothing that it could not keep', async () => {
    const app = await listen((_, response) => void response.end('ok'))
    const { port, errors } = await start(app, { fail: 'finish' })
    const reply = await sendRaw(port, 'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\na')
    expect(reply).toMatch(/^HTTP\/1\.1 503 /)
    expect(errors.map(({ appStatus }) => appStatus)).toEqual([200])
  })

  it('lets large bodies through both ways, and keeps their beginning', async () => {
    const large = Buffer.alloc(20 * 1_048_576, 'ab')
    const app = await listen((request, response) => void request.pipe(response))
    const { port, events } = await start(app)
    const response = await fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body: large })
    expect(Buffer.from(await response.arrayBuffer()).equals(large)).toBe(true)
    expect(events[0]?.request.body).toMatchObject({ bytes: large.length, exact: false })
    expect(events[0]?.request.body.content.length).toBe(1_048_576)
  })

  it('keeps bytes that are no text as such', async () => {
    const app = await listen((_, response) => void response.end())
    const { port, events } = await start(app)
    await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: Buffer.from([0xff, 0xfe, 0]) })
    expect(events[0]?.request.body).toEqual({ encoding: 'base64', content: '//4A', bytes: 3, exact: true })
  })

  it('reads the sender that the tunnel names', async () => {
    const app = await listen((_, response) => void response.end())
    const { port, events } = await start(app)
    await fetch(`http://127.0.0.1:${port}/`, { headers: { 'X-Forwarded-For': '196.201.214.200, 10.0.0.1' } })
    await fetch(`http://127.0.0.1:${port}/`, { headers: { 'X-Forwarded-For': '<script>' } })
    expect(events.map(({ request }) => request.from)).toEqual(['196.201.214.200', null])
  })

  it.each([
    ['two lengths', 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['garbage', '\u0016\u0003\u0001garbage\r\n\r\n'],
  ])('refuses %s', async (_, text) => {
    const { port, events } = await start(await listen((__, response) => void response.end()))
    expect(await sendRaw(port, text)).toMatch(/^HTTP\/1\.1 400 /)
    expect(events).toEqual([])
  })

  it('keeps nothing of a request that breaks off', async () => {
    const { port, events, server } = await start(await listen((_, response) => void response.end()))
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab')
    await once(socket, 'connect')
    socket.destroy()
    await server.close()
    expect(events).toEqual([])
  })

  it('hands a WebSocket to the app', async () => {
    const app = createServer()
    app.on('upgrade', (_, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      socket.on('data', (data) => void socket.end(data))
    })
    app.listen(0, '127.0.0.1')
    await once(app, 'listening')
    onTestFinished(() => void app.close())
    const { port } = await start(`http://127.0.0.1:${(app.address() as AddressInfo).port}`)
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /hmr HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    const [head] = await once(socket, 'data')
    expect(String(head)).toMatch(/^HTTP\/1\.1 101 /)
    socket.write('ping')
    expect(String((await once(socket, 'data'))[0])).toBe('ping')
  })

  it('keeps a callback that offers another protocol, and leaves the offer out', async () => {
    let offered: string | undefined = 'nothing came'
    const app = await listen((request, response) => {
      offered = request.headers.upgrade
      request.resume().on('end', () => response.end('ok'))
    })
    const { port, events } = await start(app)
    const reply = await sendRaw(
      port,
      'POST /cb HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 2\r\n\r\n{}',
    )
    expect(reply).toMatch(/^HTTP\/1\.1 200 /)
    expect(offered).toBeUndefined()
    expect(events[0]).toMatchObject({ request: { body: { content: '{}' } }, answer: { status: 200 } })
  })

  it('ends although a WebSocket is open', async () => {
    const app = createServer()
    app.on(
      'upgrade',
      (_, socket) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    )
    app.listen(0, '127.0.0.1')
    await once(app, 'listening')
    onTestFinished(() => void app.close())
    const { port, server } = await start(`http://127.0.0.1:${(app.address() as AddressInfo).port}`)
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write('GET /hmr HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
    await once(socket, 'data')
    await server.close()
    if (!socket.closed) await once(socket, 'close')
  })

  it('answers a client that has closed its side', async () => {
    const { port } = await start(
      await listen((request, response) => request.resume().on('end', () => response.end('ok'))),
    )
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.end('POST /cb HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}')
    await once(socket, 'end')
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 200 /)
  })
})
