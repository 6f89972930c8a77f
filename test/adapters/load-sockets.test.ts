import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createSocketLoad } from '../../src/adapters/load-sockets.ts'
import type { Load } from '../../src/callbacks/load/load-port.ts'
import { freePort } from '../helpers/hostile-server.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/cb?x=1`
}

/** Answers each request with these bytes, in the pieces in which they are given. */
async function serveBytes(...pieces: readonly string[]): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    let received = ''
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      received += String(bytes)
      if (!received.endsWith('{}')) return
      received = ''
      const send = (at: number): void => {
        if (at === pieces.length) return
        if (pieces[at] === 'close') socket.end()
        else socket.write(pieces[at] ?? '', () => setImmediate(() => setImmediate(send, at + 1)))
      }
      send(0)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function run(url: string, changes: Partial<Load> = {}) {
  return createSocketLoad().run({
    url,
    headers: [['Content-Type', 'application/json']],
    nextBody: () => '{}',
    count: 20,
    concurrency: 4,
    rate: null,
    limitMs: 5_000,
    signal: new AbortController().signal,
    ...changes,
  })
}

describe('load', () => {
  it('sends each body once, over kept connections, with exact bytes', async () => {
    const bodies: string[] = []
    const sockets = new Set<unknown>()
    const heads: string[][] = []
    const url = await serve(async (request, response) => {
      sockets.add(request.socket)
      let body = ''
      for await (const chunk of request) body += String(chunk)
      bodies.push(body)
      heads.push([request.method ?? '', request.url ?? '', ...request.rawHeaders])
      response.end('ok')
    })
    let count = 0
    const figures = await run(url, { nextBody: () => `{"ö":${count++}}`, count: 50, concurrency: 5 })
    expect(figures).toMatchObject({ sent: 50, answered: 50, statuses: { 200: 50 }, failures: {} })
    expect(new Set(bodies).size).toBe(50)
    expect(bodies).toContain('{"ö":49}')
    expect(sockets.size).toBe(5)
    expect(heads[0]?.slice(0, 2)).toEqual(['POST', '/cb?x=1'])
    expect(heads[0]).toContain('Content-Type')
    expect(figures.latency?.p50).toBeGreaterThan(0)
    expect(figures.latency?.max).toBeGreaterThanOrEqual(figures.latency?.p999 ?? Number.NaN)
    expect(figures.buckets.reduce((sum, { count: within }) => sum + within, 0)).toBe(50)
  })

  it('never has more on the way than it was told', async () => {
    const waiting: ServerResponse[] = []
    let most = 0
    const url = await serve((request, response) => {
      request.resume().on('end', () => {
        most = Math.max(most, waiting.push(response))
        // Nobody is answered before three are there; a fourth would come before the next turn.
        if (waiting.length === 3)
          setImmediate(() => {
            for (const answer of waiting.splice(0)) answer.end()
          })
      })
    })
    await run(url, { count: 60, concurrency: 3 })
    expect(most).toBe(3)
  })

  it('counts failures by kind and keeps the first of each', async () => {
    let count = 0
    const url = await serve((request, response) => {
      request.resume().on('end', () => {
        count++
        if (count % 5 === 0) request.socket.resetAndDestroy()
        else if (count % 5 === 1) response.writeHead(500).end(`boom ${count}`)
        else if (count % 5 === 2) request.socket.destroy()
        else response.end()
      })
    })
    const { statuses, failures, samples, answered, sent } = await run(url, { count: 50, concurrency: 1 })
    expect({ statuses, answered, sent }).toEqual({ statuses: { 200: 20, 500: 10 }, answered: 30, sent: 50 })
    expect((failures.reset ?? 0) + (failures.closed ?? 0)).toBe(20)
    expect(failures.reset).toBeGreaterThan(0)
    expect(samples.find((sample) => sample.kind === 'answered' && sample.status === 500)).toMatchObject({
      body: 'boom 1',
    })
  })

  it('gives up what is not answered in time, and goes on', async () => {
    let count = 0
    const url = await serve((request, response) => {
      request.resume().on('end', () => (++count === 2 ? undefined : response.end()))
    })
    const figures = await run(url, { count: 5, concurrency: 1, limitMs: 60 })
    expect(figures).toMatchObject({ answered: 4, failures: { 'timed-out': 1 } })
  })

  it('says that nobody listens', async () => {
    const figures = await run(`http://127.0.0.1:${await freePort()}/`, { count: 7 })
    expect(figures).toMatchObject({ sent: 7, answered: 0, failures: { refused: 7 }, latency: null, buckets: [] })
  })

  it('ends with what it has when it is told to', async () => {
    const controller = new AbortController()
    let count = 0
    const url = await serve((request, response) => {
      request.resume().on('end', () => {
        count++
        if (count === 30) controller.abort()
        else if (count < 30) response.end()
      })
    })
    const figures = await run(url, { count: 1_000_000, concurrency: 2, signal: controller.signal })
    expect(figures.answered).toBeGreaterThanOrEqual(28)
    expect(figures.sent).toBeLessThan(100)
  })

  it('sends by the clock, and counts the wait for a slow server from when a request was due', async () => {
    const url = await serve((request, response) => {
      request.resume().on('end', () => setTimeout(() => response.end(), 30))
    })
    const figures = await run(url, { count: 20, concurrency: 1, rate: 200 })
    // One at a time takes 600 ms for what was due within 100: the last one waited for all before it.
    expect(figures.latency?.max).toBeGreaterThan(400)
    expect(figures.latency?.min).toBeLessThan(200)
  })

  it('keeps the pace where the server keeps up', async () => {
    const url = await serve((request, response) => void request.resume().on('end', () => response.end()))
    const figures = await run(url, { count: 40, rate: 200, concurrency: 10 })
    expect(figures.answered).toBe(40)
    expect(figures.durationMs).toBeGreaterThan(150)
  })

  it.each<[string, readonly string[], number]>([
    ['a body with its length', ['HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok'], 201],
    ['in pieces', ['HTTP/1.1 200 OK\r\nConte', 'nt-Length: 4\r\n\r\no', 'k..'], 200],
    ['in chunks', ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'], 200],
    [
      'in chunks, in pieces',
      ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n', 'ok\r\n0\r\n', '\r\n'],
      200,
    ],
    ['without a body', ['HTTP/1.1 204 No Content\r\n\r\n'], 204],
    ['after 100 Continue', ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'], 200],
    ['until the connection ends', ['HTTP/1.1 200 OK\r\n\r\nsome', 'text', 'close'], 200],
    ['and closes', ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', 'close'], 200],
    ['as HTTP/1.0', ['HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', 'close'], 200],
  ])('reads a reply %s', async (_, pieces, status) => {
    const figures = await run(await serveBytes(...pieces), { count: 6, concurrency: 2 })
    expect(figures).toMatchObject({ answered: 6, statuses: { [status]: 6 }, failures: {} })
  })

  it('counts what is no HTTP, and what was cut off', async () => {
    expect((await run(await serveBytes('nonsense\r\n\r\n'), { count: 2 })).failures).toEqual({ other: 2 })
    const cut = await serveBytes('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal', 'close')
    expect((await run(cut, { count: 2 })).failures).toEqual({ closed: 2 })
  })
})
