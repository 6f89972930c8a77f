import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer as createRawServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startInboxServer } from '../../src/adapters/inbox-server-node.ts'
import type { RecordedAnswer, RecordedRequest } from '../../src/inbox/event.ts'
import type { TurnedAway } from '../../src/inbox/inbox-server.ts'
import { InboxError, type InboxStore } from '../../src/inbox/inbox-store.ts'

async function start(forward: string | null, requestLimitMs?: number) {
  const answers: RecordedAnswer[] = []
  const requests: RecordedRequest[] = []
  const away: TurnedAway[] = []
  const store: InboxStore = {
    where: 'memory',
    begin: async (request) => {
      const number = requests.push(request)
      return { id: `e${number}`, number, finish: async (answer) => void answers.push(answer) }
    },
    read: async () => [],
    prune: async () => 0,
    close: async () => undefined,
  }
  const server = await startInboxServer(store, {
    host: '127.0.0.1',
    port: 0,
    forward,
    limitMs: 5_000,
    ...(requestLimitMs === undefined ? {} : { requestLimitMs }),
    watch: {
      arrived: () => undefined,
      answered: () => undefined,
      refused: () => undefined,
      turnedAway: (turnedAway) => away.push(turnedAway),
    },
  })
  onTestFinished(() => server.close())
  return { answers, requests, away, url: server.url, port: Number(new URL(server.url).port) }
}

async function app(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  onTestFinished(() => void server.closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Says these bytes to each request, and notes what it was sent. */
async function rawApp(reply: string) {
  const received: string[] = []
  const server = createRawServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      received.push(data.toString('latin1'))
      socket.end(reply, 'latin1')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  let reply = ''
  socket.on('data', (data) => {
    reply += data.toString('latin1')
  })
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return reply
}

describe('an answer that streams', () => {
  it('is kept as far as it has come, flows, and ends in the app when the client leaves', async () => {
    let left: () => void = () => undefined
    const gone = new Promise<void>((resolve) => {
      left = resolve
    })
    const url = await app((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write('data: 1\n\n')
      response.on('close', left)
    })
    const inbox = await start(url)
    const client = new AbortController()
    const reply = await fetch(inbox.url, { signal: client.signal })
    expect(inbox.answers[0]).toMatchObject({ kind: 'answer', status: 200, body: { exact: false } })
    const { value } = (await reply.body?.getReader().read()) ?? {}
    expect(Buffer.from(value ?? []).toString()).toBe('data: 1\n\n')
    client.abort()
    await gone
  })

  it('is kept whole once it is over', async () => {
    let finish: () => void = () => undefined
    const url = await app((_, response) => {
      response.write('slow')
      finish = () => response.end(' end')
    })
    const inbox = await start(url)
    const reply = await fetch(inbox.url)
    expect(inbox.answers[0]).toMatchObject({ body: { content: 'slow', exact: false } })
    finish()
    expect(await reply.text()).toBe('slow end')
    await expect.poll(() => inbox.answers.at(-1)).toMatchObject({ body: { content: 'slow end', exact: true } })
  })

  it('is told where its end cannot be kept; whoever asked gets all of it', async () => {
    const lost: string[] = []
    let finishes = 0
    const store: InboxStore = {
      where: 'memory',
      begin: async () => ({
        id: 'e1',
        number: 1,
        finish: async () => {
          if (++finishes > 1) throw new InboxError('no-space', '/inbox', 'the disk is full')
        },
      }),
      read: async () => [],
      prune: async () => 0,
      close: async () => undefined,
    }
    let end: () => void = () => undefined
    const forward = await app((_, response) => {
      response.write('slow')
      end = () => response.end(' end')
    })
    const quiet = { arrived: () => undefined, answered: () => undefined, refused: () => undefined }
    const server = await startInboxServer(store, {
      host: '127.0.0.1',
      port: 0,
      forward,
      limitMs: 5_000,
      watch: { ...quiet, restLost: ({ code }) => void lost.push(code) },
    })
    onTestFinished(() => server.close())
    const reply = await fetch(server.url)
    end()
    expect(await reply.text()).toBe('slow end')
    await expect.poll(() => lost).toEqual(['no-space'])
  })

  it('keeps trailers, and the length or the chunks of the app', async () => {
    const url = await app((request, response) => {
      if (request.url === '/length') return void response.writeHead(200, { 'Content-Length': 2 }).end('ok')
      response.writeHead(200, { Trailer: 'X-Sum' })
      response.write('ok')
      response.addTrailers({ 'X-Sum': '7' })
      response.end()
    })
    const { port } = await start(url)
    expect(await say(port, 'GET /c HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(/0\r\nX-Sum: 7\r\n\r\n$/)
    const plain = await say(port, 'GET /length HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
    expect(plain).toContain('Content-Length: 2')
    expect(plain).not.toContain('chunked')
  })
})

describe('what the app answers against the rules', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['a bad status', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['NUL in a header', 'HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 0\r\n\r\n'],
  ])('is told as such: %s', async (_, bytes) => {
    const { url } = await rawApp(bytes)
    const { port, answers } = await start(url)
    expect(await say(port, 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 502 /)
    expect(answers[0]).toMatchObject({ kind: 'no-answer', reason: 'app-invalid', detail: expect.any(String) })
  })
})

const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'

describe('a request at the edge of the rules', () => {
  it.each([
    [
      'Host named in Connection',
      'GET / HTTP/1.1\r\nHost: shop\r\nConnection: Host, close\r\n\r\n',
      /^GET \/ .*\r\nHost: shop\r\n/i,
    ],
    [
      'no path',
      'OPTIONS * HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n',
      /^OPTIONS \* HTTP\/1\.1\r\nHost: shop\r\n/i,
    ],
    ['a whole URL', 'GET http://a/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', /^GET http:\/\/a\/b HTTP/],
    [
      'chunks',
      'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\na\r\n0\r\n\r\n',
      /transfer-encoding: chunked/i,
    ],
  ])('reaches the app as one request: %s', async (_, text, expected) => {
    const { url, received } = await rawApp(ok)
    const { port } = await start(url)
    expect(await say(port, text)).toMatch(/^HTTP\/1\.1 200 /)
    expect(received.join('')).toMatch(expected)
    expect(received.join('').match(/ HTTP\/1\.1\r\n/g)).toHaveLength(1)
  })

  it.each([
    ['TLS', '\u0016\u0003\u0001garbage\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: h\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a proxy', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ])('is turned away and told: %s', async (_, text, status) => {
    const { url, received } = await rawApp(ok)
    const inbox = await start(url)
    expect(await say(inbox.port, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(inbox.away).toMatchObject([{ status }])
    expect([received, inbox.requests]).toEqual([[], []])
  })

  it('gets its answer although garbage follows it', async () => {
    const { url, received } = await rawApp(ok)
    const inbox = await start(url)
    const reply = await say(inbox.port, 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}1}\u0001')
    expect(reply).toMatch(/^HTTP\/1\.1 200 /)
    expect(received).toHaveLength(1)
    expect(inbox.away).toMatchObject([{ status: null }])
  })

  it('is cut off if it dribbles', async () => {
    const { url } = await rawApp(ok)
    const inbox = await start(url, 100)
    const reply = await say(inbox.port, 'POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 9\r\n\r\na')
    expect(reply).toMatch(/^HTTP\/1\.1 408 /)
    expect(inbox.away).toMatchObject([{ status: 408 }])
  })

  it('that breaks off in a long body ends in the app, and is kept as that', async () => {
    let broken: () => void = () => undefined
    const ended = new Promise<void>((resolve) => {
      broken = resolve
    })
    const url = await app(
      (request) =>
        void request
          .resume()
          .on('error', () => undefined)
          .on('close', broken),
    )
    const inbox = await start(url)
    const socket = connect(inbox.port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000000\r\n\r\n')
    socket.write(Buffer.alloc(2_000_000))
    await expect.poll(() => inbox.requests.length).toBe(1)
    socket.destroy()
    await ended
    await expect.poll(() => inbox.answers[0]).toMatchObject({ reason: 'sender-broke-off' })
  })
})
