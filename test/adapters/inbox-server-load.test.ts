import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { request as plainRequest } from 'node:http'
import { connect } from 'node:net'
import { Pool } from 'undici'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { dribbling } from '../helpers/hostile-server.ts'
import { sayTo, startListeningApp, startRealInbox } from '../helpers/inbox-real.ts'

const accepting = () =>
  startListeningApp((request, response) => void request.resume().on('end', () => response.end('{"ResultCode":0}')))

/** Sends so many callbacks at once; the status of each. */
async function sendAtOnce(url: string, count: number): Promise<readonly number[]> {
  const pool = new Pool(url, { connections: count })
  onTestFinished(() => pool.destroy())
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const reply = await pool.request({ method: 'POST', path: `/cb?n=${index}`, body: JSON.stringify({ index }) })
      await reply.body.dump()
      return reply.statusCode
    }),
  )
}

/** Numbers of the callbacks that are in the store, with the status that each got. */
async function kept({ events }: Awaited<ReturnType<typeof startRealInbox>>): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>()
  for (const { request, answer } of await events()) {
    const index = Number(/n=(\d+)/.exec(request.target)?.[1])
    if (found.has(index)) throw new Error(`callback ${index} is there twice`)
    found.set(index, answer?.status ?? 0)
  }
  return found
}

describe('an inbox under load', () => {
  it('answers and keeps 500 callbacks that come at once, numbered as they came', async () => {
    const inbox = await startRealInbox(await accepting(), { segmentBytes: 50_000 })
    expect(new Set(await sendAtOnce(inbox.url, 500))).toEqual(new Set([200]))
    expect((await kept(inbox)).size).toBe(500)
    const events = await inbox.events()
    expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1))
    const times = events.map(({ receivedAt }) => receivedAt)
    expect(times).toEqual(times.toSorted())
    expect(events.every(({ answer }) => answer?.kind === 'answer')).toBe(true)
  })

  it('acknowledges nothing that is not kept when the disk fills up while 50 are in flight', async () => {
    let room = Number.POSITIVE_INFINITY
    const openFile: typeof open = async (...args) => {
      const file = await open(...args)
      const write = file.writeFile.bind(file)
      file.writeFile = async (data, ...rest) => {
        const bytes = Buffer.from(String(data))
        // As a disk does it: what fits is written, also if it ends within a line.
        await write(bytes.subarray(0, Math.max(room, 0)), ...rest)
        room -= bytes.length
        if (room < 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      }
      return file
    }
    const waiting: (() => void)[] = []
    const app = await startListeningApp((request, response) => {
      request.resume().on('end', () => waiting.push(() => response.end('ok')))
    })
    const inbox = await startRealInbox(app, { openFile })
    const sent = sendAtOnce(inbox.url, 50)
    await vi.waitFor(() => expect(waiting).toHaveLength(50), { timeout: 5_000 })
    room = 3_000
    for (const [at, answer] of waiting.entries()) {
      answer()
      // In groups, so that the disk is full between two of them.
      if (at % 10 === 9) await new Promise((resolve) => setImmediate(resolve))
    }
    const statuses = await sent
    expect(new Set(statuses)).toEqual(new Set([200, 503]))
    const found = await kept(inbox)
    expect(statuses.flatMap((status, index) => (status === 200 && found.get(index) !== 200 ? [index] : []))).toEqual([])
    expect(inbox.refused.length).toBe(statuses.filter((status) => status === 503).length)
    expect(new Set(inbox.refused.map(({ code, appStatus }) => `${code} ${appStatus}`))).toEqual(
      new Set(['no-space 200']),
    )

    // With room again, everything is kept again, and what was torn costs nobody else's callback.
    room = Number.POSITIVE_INFINITY
    waiting.length = 0
    const later = fetch(`${inbox.url}/cb?n=1000`, { method: 'POST', body: '{}' })
    await vi.waitFor(() => expect(waiting).toHaveLength(1))
    waiting[0]?.()
    expect((await later).status).toBe(200)
    expect((await kept(inbox)).get(1_000)).toBe(200)
  })

  it('answers 504 in time for each of many when the app hangs, and keeps all of them', async () => {
    const inbox = await startRealInbox(await startListeningApp(() => undefined), { limitMs: 1_000 })
    const startedMs = performance.now()
    expect(new Set(await sendAtOnce(inbox.url, 40))).toEqual(new Set([504]))
    expect(performance.now() - startedMs).toBeLessThan(4_000)
    expect([...(await kept(inbox)).values()]).toEqual(Array.from({ length: 40 }, () => 504))
  })
})

/** Writes these bytes one by one, and gives back what came until the connection was closed. */
async function dribble(port: number, beginning: string, rest: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let reply = ''
  socket.on('error', () => undefined)
  socket.on('data', (data) => {
    reply += data.toString('latin1')
  })
  socket.write(beginning)
  dribbling(rest, 20)(socket)
  await once(socket, 'close')
  return reply
}

describe('a slow or half-closed client', () => {
  it.each([
    ['headers', 'POST /cb HTTP/1.1\r\nHost: h\r\n', 'X-A: 1\r\n'],
    ['a body', 'POST /cb HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n', '{'],
    ['chunks', 'POST /cb HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\na\r\n'],
  ])('is cut off if it dribbles %s, and others are served meanwhile', async (_, beginning, rest) => {
    const inbox = await startRealInbox(await accepting(), { requestLimitMs: 300 })
    const slow = Array.from({ length: 20 }, () => dribble(inbox.port, beginning, rest))
    expect(await sendAtOnce(inbox.url, 10)).toEqual(Array.from({ length: 10 }, () => 200))
    for (const reply of await Promise.all(slow)) expect(reply).toMatch(/^HTTP\/1\.1 408 /)
    expect(inbox.away.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 408))
    expect(await inbox.events()).toHaveLength(10)
  })

  it('that closes its side within the body is not kept, and is told', async () => {
    const inbox = await startRealInbox(await accepting())
    const socket = connect({ port: inbox.port, host: '127.0.0.1', allowHalfOpen: true })
    socket.resume().end('POST /cb HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab')
    await once(socket, 'close')
    expect(inbox.away).toMatchObject([{ why: 'the sender broke off' }])
    expect(await inbox.events()).toEqual([])
  })

  it('that closes its side after the body gets the 504 of an app that hangs', async () => {
    const inbox = await startRealInbox(await startListeningApp(() => undefined), { limitMs: 1_000 })
    const socket = connect({ port: inbox.port, host: '127.0.0.1', allowHalfOpen: true })
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.end('POST /cb HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}')
    await once(socket, 'close')
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 504 /)
    expect((await inbox.events())[0]?.answer).toMatchObject({ reason: 'app-silent' })
  })

  it('that has left before the answer is kept with the answer', async () => {
    let answer: () => void = () => undefined
    const app = await startListeningApp((request, response) => {
      request.resume()
      answer = () => response.end('ok')
    })
    const inbox = await startRealInbox(app)
    const sender = plainRequest(`${inbox.url}/cb`, { method: 'POST' })
    sender.on('error', () => undefined)
    sender.end('{}')
    await vi.waitFor(async () => expect(await inbox.events()).toHaveLength(1))
    sender.destroy()
    await vi.waitFor(() => {
      answer()
      expect(sender.destroyed).toBe(true)
    })
    await vi.waitFor(async () =>
      expect((await inbox.events())[0]).toMatchObject({ request: { body: { exact: true } }, answer: { status: 200 } }),
    )
  })
})

describe('a wall clock that jumps back an hour', () => {
  it('leaves the numbers in order, the times as they were told, and what is new in place', async () => {
    const before = new Date('2026-11-23T16:00:00.000Z')
    vi.useFakeTimers({ toFake: ['Date'], now: before })
    onTestFinished(() => void vi.useRealTimers())
    const inbox = await startRealInbox(await accepting(), { segmentBytes: 1 })
    const send = (name: string) => sayTo(inbox.port, `GET /${name} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
    await send('one')
    await send('two')
    vi.setSystemTime(new Date('2026-11-23T15:00:00.000Z'))
    await send('three')
    vi.setSystemTime(new Date('2026-11-23T15:00:01.000Z'))
    await send('four')
    const events = await inbox.events()
    expect(events.map(({ number, request, receivedAt }) => [number, request.target, receivedAt.slice(11, 19)])).toEqual(
      [
        [1, '/one', '16:00:00'],
        [2, '/two', '16:00:00'],
        [3, '/three', '15:00:00'],
        [4, '/four', '15:00:01'],
      ],
    )
    expect(new Set(events.map(({ id }) => id)).size).toBe(4)
    const since = (time: string) => inbox.store.read({ since: new Date(`2026-11-23T${time}Z`) })
    expect((await since('15:00:01')).map(({ number }) => number)).toEqual([1, 2, 4])
    expect((await since('15:30:00')).map(({ number }) => number)).toEqual([1, 2])
    expect((await inbox.store.read({ last: 2 })).map(({ number }) => number)).toEqual([3, 4])
    // Age is what the files say, and their time is ahead of this clock.
    expect(await inbox.store.prune({ maxAgeMs: 1_800_000, maxBytes: 1e9 }, new Date())).toBe(0)
    expect(await inbox.events()).toHaveLength(4)
  })
})
