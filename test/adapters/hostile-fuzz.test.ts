import { connect, createServer } from 'node:net'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createHttpNode } from '../../src/adapters/http-node.ts'
import { createNetNode } from '../../src/adapters/net-node.ts'
import type { Endpoint } from '../../src/core/net-port.ts'
import { issue } from '../../src/demo/certificates.ts'
import { createTestAuthority } from '../helpers/authority.ts'
import { startHostileServer } from '../helpers/hostile-server.ts'
import { startTlsServer } from '../helpers/tls-server.ts'

/** Streams of each shape; `MPESA_DOCTOR_FUZZ=20000` looks at more. */
const streams = Number(process.env.MPESA_DOCTOR_FUZZ ?? 1_000)
const atOnce = 25
const limitMs = 80
/** Of a machine that has other things to do. */
const slackMs = 1_500
const maxBodyBytes = 4_096

const replies = [
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"ResultCode":0}',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n3;x=y\r\n:1}\r\n0\r\nA: b\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: https://shop.example/\r\nSet-Cookie: a=b\r\n\r\n',
  'HTTP/1.0 500 Internal Server Error\r\nContent-Encoding: gzip\r\nContent-Type: text/html; charset=latin1\r\n\r\n<html>',
].map((reply) => Buffer.from(reply, 'latin1'))

/** What is done to bytes at a place, as far from the start as `at` says (0 to 1). */
interface Change {
  readonly at: number
  readonly how: 'flip' | 'insert' | 'drop' | 'repeat' | 'cut'
  readonly bytes: Uint8Array
}

const changes = fc.array(
  fc.record<Change>({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('flip', 'insert', 'drop', 'repeat', 'cut'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 6 },
)

function mutate(bytes: Buffer, applied: readonly Change[]): Buffer {
  let result = bytes
  for (const { at, how, bytes: more } of applied) {
    const place = Math.floor(at * result.length)
    const [before, behind] = [result.subarray(0, place), result.subarray(place)]
    if (how === 'flip') result = Buffer.concat([before, more, behind.subarray(more.length)])
    if (how === 'insert') result = Buffer.concat([before, more, behind])
    if (how === 'drop') result = Buffer.concat([before, behind.subarray(more.length)])
    if (how === 'repeat') result = Buffer.concat([before, behind.subarray(0, 64), behind])
    if (how === 'cut') result = before
  }
  return result
}

const mutated = (originals: readonly Buffer[]) =>
  fc.tuple(fc.constantFrom(...originals), changes).map(([original, applied]) => mutate(original, applied))

let flights: readonly Buffer[]
beforeAll(async () => {
  const authority = await createTestAuthority()
  const leaf = await issue({ names: ['shop.example'], issuer: authority.intermediate })
  flights = [await recordFlight(leaf, 'TLSv1.2'), await recordFlight(leaf, 'TLSv1.3')]
})

describe('random bytes in place of an answer', () => {
  it.each([
    ['bytes without any sense', () => fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes))],
    ['broken HTTP replies', () => mutated(replies)],
    ['broken TLS records', () => mutated(flights)],
  ] as const)(
    '%s end no exchange and no handshake otherwise than with a result',
    async (_name, arbitrary) => {
      const cases = fc.sample(fc.tuple(arbitrary(), fc.boolean()), streams)
      const outcomes = new Set<string>()
      await Promise.all(
        Array.from({ length: atOnce }, async (_, lane) => {
          let current: { bytes: Buffer; closes: boolean } = { bytes: Buffer.alloc(0), closes: false }
          const server = await startHostileServer((socket) => {
            socket.resume()
            socket.write(current.bytes)
            if (current.closes) socket.end()
          })
          onTestFinished(server.close)
          for (let at = lane; at < cases.length; at += atOnce) {
            const [bytes, closes] = cases[at] ?? [Buffer.alloc(0), true]
            current = { bytes, closes }
            for (const outcome of await tryBoth(server.endpoint)) outcomes.add(outcome)
          }
        }),
      )
      expect(outcomes.size).toBeGreaterThan(2)
    },
    120_000 + streams * 50,
  )
})

/** One exchange and one handshake; what came of them. */
async function tryBoth(endpoint: Endpoint): Promise<readonly string[]> {
  const signal = new AbortController().signal
  const startedAt = performance.now()
  const exchange = await createHttpNode().exchange({
    method: 'POST',
    url: 'http://shop.example/callback',
    connectTo: endpoint,
    headers: [],
    body: '{}',
    verifyCertificate: false,
    limitMs,
    maxBodyBytes,
    signal,
  })
  const exchangedAt = performance.now()
  const handshake = await createNetNode().handshake(endpoint, { servername: 'shop.example', limitMs, signal })
  expect(exchangedAt - startedAt).toBeLessThan(limitMs + slackMs)
  // A second try with old versions of TLS is possible, and each connects first.
  expect(performance.now() - exchangedAt).toBeLessThan(4 * limitMs + slackMs)
  if (exchange.kind === 'reply') expect(exchange.bodyBytes).toBeLessThanOrEqual(maxBodyBytes)
  if (handshake.kind === 'secure') throw new Error('nobody shook hands')
  return [exchange.kind === 'reply' ? exchange.bodyEnd : `${exchange.code} ${exchange.fault}`, handshake.code]
}

/** Everything that a TLS server says in a handshake, as it went over the wire. */
async function recordFlight(leaf: { key: string; chain: string }, version: 'TLSv1.2' | 'TLSv1.3'): Promise<Buffer> {
  const server = await startTlsServer({ key: leaf.key, cert: leaf.chain, minVersion: version, maxVersion: version })
  const said: Buffer[] = []
  const relay = createServer((client) => {
    const upstream = connect(server.endpoint.port, server.endpoint.address)
    upstream.on('data', (chunk: Buffer) => said.push(chunk))
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const address = relay.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const signal = new AbortController().signal
  await createNetNode().handshake(
    { address: '127.0.0.1', port },
    { servername: 'shop.example', limitMs: 5_000, signal },
  )
  await new Promise((resolve) => relay.close(resolve))
  await server.close()
  return Buffer.concat(said)
}
