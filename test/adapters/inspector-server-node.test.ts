import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startInspectorServer } from '../../src/adapters/inspector-server-node.ts'
import { createEventJournal } from '../../src/inbox/inspector/event-journal.ts'
import type { InspectorOptions, InspectorSource } from '../../src/inbox/inspector/inspector-server.ts'
import type { EventSummary, ReplayRequest } from '../../src/inbox/inspector-api.ts'
import { ask, makePage, openStream } from '../helpers/inspector-client.ts'

const summary = (number: number, status: number | null = 200): EventSummary => ({
  number,
  id: `id-${number}`,
  receivedAt: '2026-10-06T11:19:53.000Z',
  method: 'POST',
  target: '/callback',
  kind: 'stk',
  resultCode: '0',
  resultDesc: null,
  amount: null,
  messageId: null,
  receipt: null,
  account: null,
  peer: '127.0.0.1',
  from: null,
  fromSafaricom: false,
  answer: status === null ? null : { status, ms: 1, reason: null },
  findings: [],
})

async function start(options: Partial<InspectorOptions> = {}, rest: Partial<InspectorSource> = {}) {
  const journal = createEventJournal()
  const replays: [number, ReplayRequest][] = []
  const failures: unknown[] = []
  const source: InspectorSource = {
    journal,
    loaded: Promise.resolve(),
    detail: async () => null,
    async replay(number, request) {
      replays.push([number, request])
      return number === 1 ? { kind: 'answered', status: 200, ms: 5, body: 'ok' } : null
    },
    failed: (error) => void failures.push(error),
    ...rest,
  }
  const server = await startInspectorServer({ source, port: 0, orAnyOther: false, folder: makePage(), ...options })
  onTestFinished(() => server.close())
  const { host, origin, pathname: base, port } = new URL(server.url)
  return { server, journal, replays, failures, host, origin, base, port, url: server.url }
}

/** As the page sends it. */
const asPage = ({ origin }: { readonly origin: string }, body: string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body,
  headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
})

describe('the server of the page', () => {
  it('serves its files behind a token of more than 128 bits, with headers that leave no way out', async () => {
    const { url, base } = await start()
    expect(base).toMatch(/^\/[0-9a-f]{48}\/$/)
    const page = await ask(url, base)
    expect(page.text).toContain('<title>page</title>')
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(Object.keys(page.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect((await ask(url, `${base}inspector.js`)).headers['content-type']).toContain('text/javascript')
    expect((await ask(url, `${base}inspector.css`)).text).toBe('body{}')
    expect(await ask(url, base, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' })
    // Without the slash its relative addresses would lose the token.
    expect((await ask(url, base.slice(0, -1))).headers.location).toBe(base)
  })

  it('has another token each time', async () => {
    expect((await start()).base).not.toBe((await start()).base)
  })

  it.each([
    ['no token', () => '/'],
    ['an empty one', () => '//'],
    ['a wrong one', () => `/${'0'.repeat(48)}/`],
    ['a part of it', (base: string) => `${base.slice(0, -2)}/`],
    ['more than it', (base: string) => `${base.slice(0, -1)}0/`],
    ['its query', (base: string) => `/?token=${base.slice(1, -1)}`],
    ['none, for the API', () => '/api/events'],
    ['a way around it', (base: string) => `/x/..${base}`],
    ['another server', (base: string) => `http://evil.example${base}`],
  ])('tells nothing to who has %s', async (_, path) => {
    const { url, base } = await start()
    for (const method of ['GET', 'POST', 'OPTIONS', 'DELETE']) {
      const { status, text, headers } = await ask(url, path(base), { method })
      expect([status, text]).toEqual([404, ''])
      expect(headers.allow).toBeUndefined()
    }
  })

  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1.evil.example:PORT',
    '0.0.0.0:PORT',
  ])('refuses what was meant for another host: %j', async (host) => {
    const { url, base, port } = await start()
    const { status, text } = await ask(url, base, { headers: { Host: host.replace('PORT', port) } })
    expect([status, text]).toEqual([421, ''])
  })

  it('answers to the names that mean only this machine', async () => {
    const { url, base, port } = await start()
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect((await ask(url, base, { headers: { Host: `${name}:${port}` } })).status).toBe(200)
  })

  it.each([
    ['two hosts', 'HTTP/1.1', 'Host: 127.0.0.1:PORT\r\nHost: evil.example\r\n'],
    ['none', 'HTTP/1.1', ''],
    ['none, as old clients may', 'HTTP/1.0', ''],
    ['an empty one', 'HTTP/1.1', 'Host:\r\n'],
  ])('refuses a request that names %s', async (_, version, hosts) => {
    const { base, port } = await start()
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(`GET ${base} ${version}\r\n${hosts.replace('PORT', port)}Connection: close\r\n\r\n`)
    const [reply] = (await once(socket, 'data')) as [Buffer]
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 4(?:00|21) /)
    expect(reply.toString()).not.toContain('<title>')
  })

  it.each([
    ['no origin', { Origin: undefined }],
    ['an origin that is none', { Origin: 'null' }],
    ['another port', { Origin: 'http://127.0.0.1:1' }],
    ['another name for this machine', { Origin: 'http://localhost:PORT' }],
    ['another scheme', { Origin: 'https://127.0.0.1:PORT' }],
    ['another site', { Origin: 'http://evil.example' }],
    ['a page of another site, as the browser says', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a page of another port, as the browser says', { 'Sec-Fetch-Site': 'same-site' }],
    ['nobody, as the browser says', { 'Sec-Fetch-Site': 'none' }],
  ])('changes nothing for %s', async (_, given) => {
    const { url, base, port, origin, replays } = await start()
    const headers: Record<string, string> = { Origin: origin, 'Content-Type': 'application/json' }
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) delete headers[name]
      else headers[name] = value.replace('PORT', port)
    }
    const { status, text } = await ask(url, `${base}api/events/1/replay`, { method: 'POST', headers, body: '{}' })
    expect([status, text, replays.length]).toEqual([403, '', 0])
  })

  it('is read by its own page and by who opens a link, not by the scripts of another', async () => {
    const { url, base } = await start()
    const read = async (headers: Record<string, string>) => (await ask(url, `${base}api/events`, { headers })).status
    expect(await read({ 'Sec-Fetch-Site': 'same-origin' })).toBe(200)
    expect(await read({ 'Sec-Fetch-Site': 'none' })).toBe(200)
    expect(await read({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors' })).toBe(403)
    expect(
      await read({ 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' }),
    ).toBe(403)
    expect(
      await read({ 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' }),
    ).toBe(403)
    const link = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
    expect(await read(link)).toBe(200)
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])('knows no %s', async (method) => {
    const { url, base } = await start()
    const { status, headers } = await ask(url, `${base}api/events`, { method })
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST'])
  })

  it.each([
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/%2e%2e/etc/passwd',
    '..\\..\\x',
    'index.html',
    'inspector.js/',
    'package.json',
    'api/',
    'api/events/',
    'api/events/x',
    'api/events/-1',
    'api/events/1/',
    `api/events/${'9'.repeat(30)}`,
    '__proto__',
    'constructor',
  ])('has nothing at %s', async (path) => {
    const { url, base } = await start()
    expect((await ask(url, `${base}${path}`)).status).toBe(404)
  })

  it('is asked for a replay by POST only, and for everything else by GET', async () => {
    const running = await start()
    const { url, base } = running
    expect((await ask(url, `${base}api/events/1/replay`)).status).toBe(405)
    expect((await ask(url, `${base}api/events`, asPage(running, '{}'))).status).toBe(405)
    expect((await ask(url, base, asPage(running, '{}'))).status).toBe(404)
  })

  it('hands on what is to be replayed', async () => {
    const running = await start()
    const { url, base, replays } = running
    const reply = await ask(url, `${base}api/events/1/replay`, asPage(running, '{"set":["ResultCode=1032"]}'))
    expect(JSON.parse(reply.text)).toEqual({ kind: 'answered', status: 200, ms: 5, body: 'ok' })
    expect(replays).toEqual([[1, { set: ['ResultCode=1032'] }]])
    expect((await ask(url, `${base}api/events/2/replay`, asPage(running, '{}'))).status).toBe(404)
  })

  it.each([
    ['what a form sends', 415, 'set=1', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['what any page may send', 415, '{}', { 'Content-Type': 'text/plain' }],
    ['a type that only begins like it', 415, '{}', { 'Content-Type': 'application/jsonp' }],
    ['what is packed', 415, '{}', { 'Content-Encoding': 'gzip' }],
    ['what is no JSON', 400, '{', {}],
    ['a list', 400, '[]', {}],
    ['a set of numbers', 400, '{"set":[1]}', {}],
    ['a set that is none', 400, '{"set":"x"}', {}],
    ['too many', 400, JSON.stringify({ set: Array.from({ length: 51 }, () => 'a=1') }), {}],
    ['what says that it is too long', 413, ' '.repeat(70_000), {}],
    ['what is too long without saying so', 413, ' '.repeat(70_000), { 'Transfer-Encoding': 'chunked' }],
  ])('does not read %s', async (_, status, body, headers) => {
    const running = await start()
    const reply = await ask(running.url, `${running.base}api/events/1/replay`, asPage(running, body, headers))
    expect(reply.status).toBe(status)
    expect(JSON.parse(reply.text)).toEqual({ error: expect.any(String) })
    expect(running.replays).toEqual([])
  })

  it('does not wait for the rest of a body that it does not read', async () => {
    const { base, port, origin } = await start()
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      `POST ${base}api/events/1/replay HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\nContent-Type: application/json\r\nContent-Length: 50000000\r\n\r\n{`,
    )
    const [reply] = (await once(socket, 'data')) as [Buffer]
    expect(reply.toString()).toMatch(/^HTTP\/1\.1 413 /)
    await once(socket, 'close')
  })

  it('refuses headers without an end', async () => {
    const { url, base } = await start()
    expect((await ask(url, base, { headers: { 'X-Long': 'x'.repeat(40_000) } })).status).toBe(431)
  })

  it('says no more than that something went wrong', async () => {
    const { url, base, failures } = await start({}, { detail: () => Promise.reject(new Error('secret place')) })
    const { status, text } = await ask(url, `${base}api/events/1`)
    expect([status, JSON.parse(text)]).toEqual([500, { error: expect.stringContaining('terminal') }])
    expect(failures).toEqual([new Error('secret place')])
  })

  it('lists what is behind a number, five hundred at once', async () => {
    const { url, base, journal } = await start()
    journal.seed(Array.from({ length: 1_200 }, (_, index) => summary(index + 1)))
    const list = async (query: string) => {
      const { status, text } = await ask(url, `${base}api/events${query}`)
      return status === 200 ? (JSON.parse(text) as { events: { number: number }[]; last: number }) : status
    }
    const first = await list('')
    expect(first).toMatchObject({ last: 1_200, events: { length: 500, 0: { number: 1 }, 499: { number: 500 } } })
    expect(await list('?after=1000')).toMatchObject({ events: { length: 200, 0: { number: 1_001 } } })
    expect(await list('?after=1200')).toEqual({ events: [], last: 1_200 })
    for (const bad of ['?after=-1', '?after=x', '?after=', '?after=1e9']) expect(await list(bad)).toBe(400)
  })

  it('takes another port if its own is taken and nobody named it', async () => {
    const { port } = await start()
    const other = await start({ port: Number(port), orAnyOther: true })
    expect(other.port).not.toBe(port)
    expect((await ask(other.url, other.base)).status).toBe(200)
    await expect(start({ port: Number(port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('names the file that is missing', async () => {
    await expect(start({ folder: '/nowhere' })).rejects.toMatchObject({ name: 'PageMissingError' })
  })
})

describe('the stream of events', () => {
  it('begins behind a number and goes on with what comes', async () => {
    const { url, base, journal } = await start()
    journal.seed([summary(1), summary(2)])
    const stream = await openStream(url, `${base}api/stream?after=1`)
    const first = await stream.until('"number":2')
    expect(first).toContain('event: answered\ndata: {"number":2,')
    expect(first).not.toContain('"number":1,')
    journal.record(summary(3, null))
    expect(await stream.until('"number":3')).toContain('event: arrived\ndata: {"number":3,')
    journal.record(summary(3))
    expect(await stream.until('event: answered\ndata: {"number":3,')).toContain('id: ')
  })

  it('tells a reader that comes back what it missed, once', async () => {
    const { url, base, journal } = await start()
    for (const number of [1, 2]) journal.record(summary(number, null))
    const stream = await openStream(url, `${base}api/stream?after=0`)
    const lastId = /id: (\S+)/.exec(await stream.until('id: '))?.[1] ?? ''
    stream.close()
    journal.record(summary(1))
    journal.record(summary(3, null))
    const again = await openStream(url, `${base}api/stream?after=0`, { 'Last-Event-ID': lastId })
    const seen = await again.until('"number":3')
    expect(seen.match(/"number":\d/g)).toEqual(['"number":1', '"number":3'])
    expect(seen).toContain('event: answered\ndata: {"number":1,')
  })

  it('tells an answer that came between the list and the stream', async () => {
    const { url, base, journal } = await start()
    journal.record(summary(1, null))
    journal.record(summary(1))
    journal.record(summary(2, null))
    const stream = await openStream(url, `${base}api/stream?after=2`)
    expect(await stream.until('id: ')).toContain('event: answered\ndata: {"number":1,')
  })

  it.each(['x', '-1', 'other-1', '--', '1'])('begins anew with an id that is none of its own: %s', async (lastId) => {
    const { url, base, journal } = await start()
    journal.seed([summary(1)])
    const stream = await openStream(url, `${base}api/stream?after=0`, { 'Last-Event-ID': lastId })
    expect(await stream.until('"number":1')).toBeDefined()
  })

  it('gives a sign of life when nothing happens', async () => {
    const { url, base } = await start({ heartbeatMs: 5 })
    const stream = await openStream(url, `${base}api/stream`)
    expect(await stream.until(': still here')).toBeDefined()
  })

  it('serves many readers', async () => {
    const { url, base, journal } = await start()
    const streams = await Promise.all(Array.from({ length: 30 }, () => openStream(url, `${base}api/stream`)))
    journal.record(summary(1))
    for (const stream of streams) expect(await stream.until('"number":1')).toBeDefined()
  })

  it('queues nothing for a reader that takes nothing, and lets it go', async () => {
    const { base, port, journal } = await start({ patienceMs: 50 })
    const long = 'x'.repeat(20_000)
    journal.seed(Array.from({ length: 2_000 }, (_, index) => ({ ...summary(index + 1), target: long })))
    let pages = 0
    const { page, watch } = journal
    const letGo = new Promise<void>((resolve) => {
      Object.assign(journal, {
        page(after: number, most: number) {
          pages++
          return page(after, most)
        },
        watch(changed: () => void) {
          const stop = watch(changed)
          return () => {
            stop()
            resolve()
          }
        },
      })
    })
    const socket = connect(Number(port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(`GET ${base}api/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    await letGo
    // One page and what fits into the buffers of the system; not all twenty.
    expect(pages).toBeLessThan(10)
  })

  it('ends at once with the server, whoever listens', async () => {
    const { server, url, base } = await start()
    const streams = await Promise.all(Array.from({ length: 3 }, () => openStream(url, `${base}api/stream`)))
    await server.close()
    await Promise.all(streams.map(({ ended }) => ended))
  })
})
