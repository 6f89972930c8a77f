import { describe, expect, it, onTestFinished } from 'vitest'
import { createHttpNode } from '../../src/adapters/http-node.ts'
import type { HttpExchange, HttpRequest } from '../../src/core/http-port.ts'
import { startHostileServer } from '../helpers/hostile-server.ts'
import type { Behaviour } from '../helpers/hostile-servers.ts'
import { answer, hostileHttp } from '../helpers/hostile-servers.ts'

const limitMs = 300
const maxBodyBytes = 64 * 1024

const nothing = { kind: 'failure', phase: 'reply', stage: 'nothing' } as const
const inStatusLine = { kind: 'failure', phase: 'reply', stage: 'status-line' } as const
const inHeaders = { kind: 'failure', phase: 'reply', stage: 'headers' } as const
const invalid = { ...inStatusLine, code: 'invalid-reply' } as const
const notHttp = { ...invalid, fault: 'not-http' } as const
const complete = { kind: 'reply', bodyEnd: 'complete' } as const
const cut = { kind: 'reply', status: 200, bodyEnd: 'connection-closed' } as const
const full = { kind: 'reply', status: 200, bodyEnd: 'cut-at-limit', bodyBytes: maxBodyBytes } as const

const expected: Readonly<Record<keyof typeof hostileHttp, object>> = {
  'accepts and is silent': { ...nothing, code: 'timed-out' },
  'closes at once': { ...nothing, code: 'closed' },
  'closes without an answer': { ...nothing, code: 'closed' },
  'resets without an answer': { ...nothing, code: 'reset', systemCode: 'ECONNRESET' },
  'half-closes and reads on': { ...nothing, code: 'closed' },
  'closes in the status line': { ...inStatusLine, code: 'closed', banner: 'HTTP/1.1 2' },
  'closes after the status line': { ...inHeaders, code: 'closed', banner: 'HTTP/1.0 200 OK' },
  'closes in the headers': { ...inHeaders, code: 'closed' },
  'resets in the headers': { kind: 'failure', phase: 'reply', code: expect.stringMatching(/^(?:reset|closed)$/) },
  'closes in the body': { ...cut, bodyFault: 'closed', body: '{"Resu', announcedBytes: 100 },
  'resets in the body': { ...cut, bodyFault: 'reset', body: '{"Resu' },
  'closes in a chunk': { ...cut, bodyFault: 'closed', body: '{"R' },
  'sends no chunk': { ...cut, bodyFault: 'bad-chunk', body: '{}' },
  'sends a chunk size without end': { ...cut, bodyFault: 'bad-chunk', body: '' },
  'stops in the body': { kind: 'reply', bodyEnd: 'timed-out', body: '{"Resu', announcedBytes: 100 },
  'sends one byte at a time in the headers': { ...inHeaders, code: 'timed-out', banner: 'HTTP/1.1 200 OK' },
  'sends one byte at a time in the body': { kind: 'reply', bodyEnd: 'timed-out', body: expect.stringMatching(/^x+$/) },
  'sends headers without end': { ...inHeaders, code: 'headers-too-large' },
  'sends a header without end': { ...inHeaders, code: 'headers-too-large' },
  'sends a status line of a megabyte': { ...inStatusLine, code: 'headers-too-large' },
  'sends a body without end': full,
  'sends chunks without end': full,
  'sends ten gigabytes': { ...full, announcedBytes: 10_737_418_240 },
  'sends 100 Continue without end': { kind: 'failure', code: 'invalid-reply', fault: 'informational-flood' },
  'sends a word as its status': { ...invalid, fault: 'status-line', banner: 'HTTP/1.1 banana' },
  'sends a status of four digits': { ...invalid, fault: 'status-line' },
  'sends HTTP/2 in words': { ...invalid, fault: 'status-line', banner: 'HTTP/2 200 OK' },
  'sends a header without a colon': { ...inHeaders, code: 'invalid-reply', fault: 'header-line' },
  'sends a header with NUL': { ...inHeaders, code: 'invalid-reply', fault: 'header-line' },
  'sends a header with a lone CR': { ...inHeaders, code: 'invalid-reply', fault: 'header-line' },
  'sends a header with escapes': { ...complete, oddities: ['control-characters'] },
  'sends a status text with escapes': { ...complete, status: 500 },
  'sends a redirect with escapes': { ...complete, status: 302 },
  'sends a header in Latin-1': { ...complete, headers: expect.arrayContaining([['x-name', 'Café']]) },
  'sends a header with an emoji': { ...complete, status: 200, body: '{}' },
  'sends two lengths': { ...inHeaders, code: 'invalid-reply', fault: 'content-length' },
  'sends a length that is no number': { ...inHeaders, code: 'invalid-reply', fault: 'content-length' },
  'sends a negative length': { ...inHeaders, code: 'invalid-reply', fault: 'content-length' },
  'sends a length beside chunks': { ...complete, body: '{}', oddities: ['both-lengths'] },
  'sends a body with 204': { ...complete, status: 204, body: '', oddities: ['unexpected-body'] },
  'switches protocols': { ...complete, status: 101, body: '' },
  'sends gzip unasked': { ...complete, body: '{"ResultCode":0}', oddities: ['compressed'] },
  'sends a bomb in gzip': { ...complete, oddities: ['compressed'], bodyBytes: expect.any(Number) },
  'names a charset that nobody knows': { ...complete, body: 'OK', oddities: ['unknown-charset'] },
  'names another charset than it uses': { ...complete, body: 'Caf\ufffd', oddities: ['wrong-charset'] },
  'redirects to itself': { ...complete, status: 302 },
  'answers before the request': { ...complete, status: 200, body: '{"ResultCode":0}' },
  'sends 100 Continue, then its reply': { ...complete, status: 200, oddities: ['informational'] },
  'ends lines without CR': { ...complete, status: 200, body: '{"ResultCode":0}', oddities: ['bare-line-feeds'] },
  'speaks SSH': { ...notHttp, spoken: 'ssh', banner: 'SSH-2.0-OpenSSH_9.2p1 Debian-2' },
  'speaks SMTP': { ...notHttp, spoken: 'smtp' },
  'speaks FTP': { ...notHttp, spoken: 'ftp' },
  'speaks POP3': { ...notHttp, spoken: 'pop3' },
  'speaks redis': { ...notHttp, spoken: 'redis' },
  'speaks MySQL': { ...notHttp, spoken: 'mysql' },
  'speaks HTTP/2 only': { ...notHttp, spoken: 'http2' },
  'speaks TLS only': { ...notHttp, spoken: 'tls' },
  'speaks HTML without HTTP': { ...notHttp, spoken: 'html' },
  'speaks gibberish': { ...notHttp, banner: '........' },
  'speaks gibberish without end': notHttp,
}

describe('an exchange with a server that', () => {
  it.each(Object.entries(hostileHttp))('%s', async (name, behaviour) => {
    const { exchange, connections } = await exchangeWith(behaviour)
    expect(exchange).toMatchObject(expected[name as keyof typeof hostileHttp])
    expect(connections).toHaveLength(1)
    // The limit is for everything; what is beside it is the machine's.
    expect(exchange.timings.totalMs).toBeLessThan(limitMs + 700)
    if (exchange.kind === 'failure') expect(`${exchange.banner}${exchange.detail}`).toMatch(/^[\x20-\x7e]*$/)
    else expect(exchange.bodyBytes).toBeLessThanOrEqual(maxBodyBytes)
  })

  it('listens on IPv6 only', async () => {
    const server = await startHostileServer(hostileHttp['answers before the request'], '::1').catch(() => undefined)
    if (server === undefined) return
    onTestFinished(server.close)
    expect(await post(server.url())).toMatchObject({ kind: 'reply', status: 200 })
  })
})

describe('a reply that is as it should be', () => {
  const json = 'HTTP/1.1 200 OK\r\nContent-Type: application/json'
  it.each([
    { how: 'with a length', reply: `${json}\r\nContent-Length: 2\r\n\r\n{}`, body: '{}' },
    { how: 'with the same length twice', reply: `${json}\r\nContent-Length: 2, 2\r\n\r\n{}`, body: '{}' },
    {
      how: 'in chunks',
      reply: `${json}\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\n{\r\n01\r\n}\r\n0\r\nA: b\r\n\r\n`,
      body: '{}',
    },
    { how: 'that ends with the connection', reply: `${json}\r\n\r\n{}`, body: '{}' },
    { how: 'of HTTP/1.0', reply: 'HTTP/1.0 200\r\n\r\n{}', body: '{}' },
    { how: 'without a body', reply: 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n', body: '' },
    { how: 'of no length', reply: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', body: '' },
    { how: 'with a folded header', reply: 'HTTP/1.1 200 OK\r\nX-Long: a\r\n b\r\n\r\n{}', body: '{}' },
    {
      how: 'in Latin-1',
      reply: 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset="ISO-8859-1"\r\n\r\né',
      body: 'é',
    },
  ])('is complete and not odd: $how', async ({ reply, body }) => {
    for (const behaviour of [answer(reply, 'close'), byBytes(reply)]) {
      const { exchange } = await exchangeWith(behaviour)
      expect(exchange).toMatchObject({ kind: 'reply', bodyEnd: 'complete', body })
      expect(exchange).not.toHaveProperty('oddities')
      expect(exchange).not.toHaveProperty('bodyFault')
    }
  })

  it('may be as long as the limit, and is not cut then', async () => {
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${maxBodyBytes}\r\n\r\n`
    const { exchange } = await exchangeWith(answer(head + 'x'.repeat(maxBodyBytes)))
    expect(exchange).toMatchObject({ bodyEnd: 'complete', bodyBytes: maxBodyBytes })
  })

  it('has no body for HEAD, whatever its length', async () => {
    const { exchange } = await exchangeWith(answer('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n'), { method: 'HEAD' })
    expect(exchange).toMatchObject({ bodyEnd: 'complete', bodyBytes: 0 })
  })
})

/** Every byte in a packet of its own, as far as the system lets it. */
function byBytes(reply: string): Behaviour {
  return (socket) =>
    void socket.once('data', async () => {
      for (const byte of Buffer.from(reply, 'latin1'))
        await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve))
      socket.end()
    })
}

async function exchangeWith(behaviour: Behaviour, more: Partial<HttpRequest> = {}) {
  const server = await startHostileServer(behaviour)
  onTestFinished(server.close)
  return { exchange: await post(server.url(), more), connections: server.connections }
}

function post(url: string, more: Partial<HttpRequest> = {}): Promise<HttpExchange> {
  return createHttpNode().exchange({
    method: 'POST',
    url,
    headers: [['Content-Type', 'application/json']],
    ...(more.method === 'HEAD' ? {} : { body: '{"ok":true}' }),
    verifyCertificate: false,
    limitMs,
    maxBodyBytes,
    signal: AbortSignal.timeout(10_000),
    ...more,
  })
}
