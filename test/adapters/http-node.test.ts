import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpNode } from '../../src/adapters/http-node.ts'
import { writeRequest } from '../../src/adapters/http-node-request.ts'
import type { HttpExchange, HttpRequest } from '../../src/core/http-port.ts'
import { issue } from '../../src/demo/certificates.ts'
import { createTestAuthority } from '../helpers/authority.ts'
import {
  answering,
  answeringOnce,
  dribbling,
  flooding,
  freePort,
  type HostileServer,
  startHostileServer,
} from '../helpers/hostile-server.ts'
import { startTlsServer } from '../helpers/tls-server.ts'

const http = createHttpNode()
const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function hostile(onConnection: (socket: Socket) => void): Promise<HostileServer> {
  const server = await startHostileServer(onConnection)
  open.push(server)
  return server
}

function post(url: string, more: Partial<HttpRequest> = {}): Promise<HttpExchange> {
  return http.exchange({
    method: 'POST',
    url,
    headers: [
      ['Content-Type', 'application/json;charset=UTF-8'],
      ['BusinessShortCode', '174379'],
    ],
    body: '{"ok":true}',
    verifyCertificate: true,
    limitMs: 250,
    maxBodyBytes: 1_000,
    signal: AbortSignal.timeout(5_000),
    ...more,
  })
}

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'

describe('an exchange', () => {
  it('sends bytes and a request target as they are, and no target that would break the line', async () => {
    const body = Uint8Array.from([0, 255, 13, 10])
    let sent = Buffer.alloc(0)
    const server = await hostile((socket) => {
      socket.on('data', (chunk) => {
        sent = Buffer.concat([sent, chunk])
        if (sent.includes(Buffer.from(body))) socket.end(ok)
      })
    })
    const target = '/a/../b?x=|%7e|'
    expect(await post(server.url('/other'), { body, target })).toMatchObject({ kind: 'reply', status: 200 })
    expect(sent.toString('latin1')).toMatch(
      /^POST \/a\/\.\.\/b\?x=\|%7e\| HTTP\/1\.1\r\n(?:.*\r\n)*Content-Length: 4\r\n/,
    )
    expect(sent.subarray(-4)).toEqual(Buffer.from(body))
    for (const bad of ['', '/a b', '/a\r\nX: y', '/\u{1f4b0}'])
      expect(await post(server.url('/'), { target: bad })).toMatchObject({
        kind: 'failure',
        systemCode: 'ERR_INVALID_CHAR',
      })
  })

  it('sends the headers in their order and spelling, and nothing of its own but the necessary', async () => {
    let sent = ''
    const server = await hostile((socket) => {
      socket.on('data', (chunk) => {
        sent += chunk
        if (sent.includes('{"ok":true}')) socket.end(ok)
      })
    })
    await post(server.url('/pay/cb?x=1'))
    expect(sent).toBe(
      [
        'POST /pay/cb?x=1 HTTP/1.1',
        `Host: 127.0.0.1:${server.endpoint.port}`,
        'Content-Type: application/json;charset=UTF-8',
        'BusinessShortCode: 174379',
        'Content-Length: 11',
        'Connection: close',
        '',
        '{"ok":true}',
      ].join('\r\n'),
    )
  })

  it.each([
    { of: 'another method', request: { method: 'OPTIONS', headers: [] }, ends: ['Connection: close'], body: undefined },
    {
      of: 'headers that say it themselves',
      request: { headers: [['host', 'a.example']], body: '' },
      ends: ['host: a.example', 'Content-Length: 0', 'Connection: close'],
    },
    {
      of: 'a body in bytes, not in characters',
      request: { headers: [], body: 'ä€😀' },
      ends: ['Content-Length: 9', 'Connection: close'],
    },
    { of: 'a header in Latin-1', request: { headers: [['X-Name', 'Café']], body: '' }, ends: ['X-Name: Café'] },
  ] as const)('writes the headers of $of', ({ request, ends }) => {
    const { body, ...rest } = { body: undefined, method: 'POST', ...request }
    const written = writeRequest(new URL('https://shop.example/cb#part'), {
      ...rest,
      ...(body === undefined ? {} : { body }),
    })
    const text = written.kind === 'bytes' ? written.bytes.toString('latin1') : written.detail
    for (const line of ends) expect(text).toContain(`\r\n${line}\r\n`)
    expect(text.match(/^host:/gim)).toHaveLength(1)
    expect(text.startsWith(`${rest.method} /cb HTTP/1.1\r\n`)).toBe(true)
  })

  it.each([
    [[['X-Bad', 'a\nb']]],
    [[['X-Bad', 'a\u0000b']]],
    [[['X-Bad', '😀']]],
    [[['X Bad', 'a']]],
    [[['', 'a']]],
  ] as const)('sends nothing at all for the headers %j', (headers) => {
    const url = new URL('http://shop.example/')
    expect(writeRequest(url, { method: 'POST', headers, body: '' })).toMatchObject({ kind: 'unsendable' })
  })

  it('returns status, headers as they were repeated, body and times', async () => {
    const head = 'HTTP/1.1 201 Well Done\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 5\r\n\r\n'
    const server = await hostile(answeringOnce(`${head}hällo`.slice(0, -1)))
    const reply = await post(server.url())
    expect(reply).toMatchObject({ kind: 'reply', status: 201, statusText: 'Well Done', bodyEnd: 'complete' })
    if (reply.kind !== 'reply') return
    expect(reply.headers.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    expect(reply.bodyBytes).toBe(5)
    expect(reply.timings.connectMs).not.toBeNull()
    expect(reply.timings.tlsMs).toBeNull()
    const { firstByteMs, endMs, totalMs } = reply.timings
    expect(firstByteMs).toBeLessThanOrEqual(endMs ?? Number.NaN)
    expect(endMs).toBeLessThanOrEqual(totalMs)
  })

  it('reads a body that ends with the connection', async () => {
    const server = await hostile(answeringOnce('HTTP/1.0 200 OK\r\n\r\nuntil the end'))
    expect(await post(server.url())).toMatchObject({ body: 'until the end', bodyEnd: 'complete' })
  })

  it('does not follow a redirect', async () => {
    const server = await hostile(
      answeringOnce('HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
    )
    expect(await post(server.url())).toMatchObject({ kind: 'reply', status: 301 })
    expect(server.connections).toHaveLength(1)
  })

  it('connects elsewhere and keeps the name', async () => {
    let sent = ''
    const server = await hostile((socket) => {
      socket.on('data', (chunk) => {
        sent += chunk
        if (sent.includes('{"ok":true}')) socket.end(ok)
      })
    })
    expect(await post('http://shop.example/cb', { connectTo: server.endpoint })).toMatchObject({ status: 200 })
    expect(sent).toContain('Host: shop.example\r\n')
  })

  it('keeps no connection open', async () => {
    const closed = new Promise<void>((resolve) => {
      void hostile((socket) => {
        socket.once('close', () => resolve())
        socket.once('data', () => socket.write(ok))
      }).then((server) => post(server.url()))
    })
    await closed
  })
})

describe('a body that does not end well', () => {
  it.each<{ what: string; act: (socket: Socket) => void; bodyEnd: string }>([
    {
      what: 'an endless one',
      act: flooding('HTTP/1.1 200 OK\r\n\r\n', 'x'.repeat(8_192)),
      bodyEnd: 'cut-at-limit',
    },
    {
      what: 'a cut one',
      act: answeringOnce('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Resu'),
      bodyEnd: 'connection-closed',
    },
    {
      what: 'broken chunks',
      act: answeringOnce('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n'),
      bodyEnd: 'connection-closed',
    },
    {
      what: 'a stalled one',
      act: answering('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Resu'),
      bodyEnd: 'timed-out',
    },
  ])('$what is $bodyEnd', async ({ act, bodyEnd }) => {
    const server = await hostile(act)
    const reply = await post(server.url())
    expect(reply).toMatchObject({ kind: 'reply', status: 200, bodyEnd })
    if (reply.kind === 'reply') expect(reply.bodyBytes).toBeLessThanOrEqual(1_000)
  })
})

describe('a server that does not answer', () => {
  it.each<{ how: string; act: (socket: Socket) => void; code: string }>([
    { how: 'silence', act: (socket) => void socket.resume(), code: 'timed-out' },
    { how: 'a byte at a time', act: dribbling('HTTP/1.1 200 OK\r\nX: '.padEnd(5_000, 'x'), 20), code: 'timed-out' },
    { how: 'closing', act: (socket) => void socket.once('data', () => socket.end()), code: 'closed' },
    { how: 'closing at once', act: (socket) => void socket.end(), code: 'closed' },
    { how: 'reset', act: (socket) => void socket.once('data', () => socket.resetAndDestroy()), code: 'reset' },
    { how: 'half a header', act: answeringOnce('HTTP/1.1 200 OK\r\nContent-Ty'), code: 'closed' },
    { how: 'an invalid status line', act: answeringOnce('HTTP/1.1 banana\r\n\r\n'), code: 'invalid-reply' },
    { how: 'an SSH banner', act: (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'), code: 'invalid-reply' },
    { how: 'garbage', act: answering('\u0000\u0001\u0002\u0003'), code: 'invalid-reply' },
    {
      how: 'endless headers',
      act: flooding('HTTP/1.1 200 OK\r\n', `X-Filler: ${'x'.repeat(1_000)}\r\n`),
      code: 'headers-too-large',
    },
  ])('$how is $code', async ({ act, code }) => {
    const server = await hostile(act)
    expect(await post(server.url())).toMatchObject({ kind: 'failure', phase: 'reply', code })
    expect(server.connections).toHaveLength(1)
  })

  it('ends at once when the run is aborted', async () => {
    const server = await hostile((socket) => void socket.resume())
    const run = new AbortController()
    const exchange = post(server.url(), { limitMs: 60_000, signal: run.signal })
    run.abort()
    expect(await exchange).toMatchObject({ kind: 'failure', code: 'aborted' })
  })

  it('shows the words of a server that does not speak HTTP', async () => {
    const server = await hostile((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'))
    const exchange = await post(server.url())
    expect(exchange.kind === 'failure' && exchange.detail).toContain('SSH-2.0')
  })
})

describe('a connection that cannot be made', () => {
  it('names the phase', async () => {
    const port = await freePort()
    expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ phase: 'connect', code: 'refused' })
    expect(await post('http://name.invalid/')).toMatchObject({ kind: 'failure' })
    expect(await post('not a url')).toMatchObject({ phase: 'request', systemCode: 'ERR_INVALID_URL' })
  })

  it('answers for headers that cannot be sent', async () => {
    const server = await hostile(answeringOnce(ok))
    expect(await post(server.url(), { headers: [['X-Bad', 'a\nb']] })).toMatchObject({
      kind: 'failure',
      phase: 'request',
    })
  })
})

describe('TLS', () => {
  it('verifies only if it is told to', async () => {
    const authority = await createTestAuthority()
    const leaf = await issue({ names: ['shop.example'], issuer: authority.root })
    const server = await startTlsServer({ key: leaf.key, cert: leaf.chain }, (socket) => {
      socket.once('data', () => socket.end(ok))
    })
    open.push(server)
    const url = 'https://shop.example/cb'
    const connectTo = server.endpoint
    expect(await post(url, { connectTo })).toMatchObject({ phase: 'tls', code: 'certificate' })
    expect(await post('https://other.example/', { connectTo, extraTrust: authority.trust })).toMatchObject({
      code: 'certificate',
      systemCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    const trusted = await post(url, { connectTo, extraTrust: authority.trust })
    expect(trusted).toMatchObject({ kind: 'reply', status: 200 })
    expect(trusted.timings.tlsMs).not.toBeNull()
    expect(await post(url, { connectTo, verifyCertificate: false })).toMatchObject({ status: 200 })
  })

  it('reports silence and plain text in the handshake', async () => {
    const silent = await hostile((socket) => void socket.resume())
    expect(await post('https://shop.example/', { connectTo: silent.endpoint, limitMs: 150 })).toMatchObject({
      phase: 'tls',
      code: 'timed-out',
    })
    const plain = await hostile(answeringOnce('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await post('https://shop.example/', { connectTo: plain.endpoint })).toMatchObject({ phase: 'tls' })
  })
})
