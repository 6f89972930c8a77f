import type { RemoteInfo } from 'node:dgram'
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { createDnsNode } from '../../src/adapters/dns-node.ts'

const dns = createDnsNode()
const open: { close(): void }[] = []
const typeA = 1
const typeAaaa = 28

afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

type Answer = readonly number[] | 'empty' | 'no-such-name' | 'failed' | 'refused' | 'silence' | 'truncated'

/** A name server on loopback that answers A and AAAA as told. */
async function nameServer(
  answers: { readonly a: Answer; readonly aaaa: Answer; readonly cname?: Answer },
  onQuestion: (type: number) => void = () => undefined,
): Promise<string> {
  const server = createSocket('udp4')
  server.on('message', (query: Buffer, from: RemoteInfo) => {
    const questionEnd = query.indexOf(0, 12) + 5
    const type = query.readUInt16BE(questionEnd - 4)
    onQuestion(type)
    const answer = type === typeA ? answers.a : type === typeAaaa ? answers.aaaa : (answers.cname ?? 'empty')
    if (answer === 'silence') return
    const code = answer === 'no-such-name' ? 3 : answer === 'failed' ? 2 : answer === 'refused' ? 5 : 0
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(0x8180 | code | (answer === 'truncated' ? 0x0200 : 0), 2)
    head.writeUInt16BE(typeof answer === 'string' ? 0 : 1, 6)
    head.writeUInt32BE(0, 8)
    const record =
      typeof answer === 'string'
        ? []
        : [Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, answer.length]), Buffer.from(answer)]
    server.send(Buffer.concat([head, query.subarray(12, questionEnd), ...record]), from.port, from.address)
  })
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
  open.push(server)
  return `127.0.0.1:${server.address().port}`
}

/** A label of a name as it is sent. */
function label(text: string): readonly number[] {
  return [text.length, ...Buffer.from(text)]
}

const v4 = [93, 184, 216, 34]
const v6 = [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

async function ask(answers: { a: Answer; aaaa: Answer; cname?: Answer }, limitMs = 300) {
  const servers = [await nameServer(answers)]
  return dns.resolve('shop.example', { servers, explain: true, limitMs, signal: AbortSignal.timeout(5_000) })
}

describe('asking given servers', () => {
  it('collects the addresses of both families', async () => {
    expect(await ask({ a: v4, aaaa: v6 })).toMatchObject({
      kind: 'addresses',
      addresses: [
        { address: '93.184.216.34', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    })
  })

  it('is content with one family', async () => {
    expect(await ask({ a: v4, aaaa: 'empty' })).toMatchObject({ addresses: [{ family: 4 }] })
    expect(await ask({ a: 'empty', aaaa: v6 })).toMatchObject({ addresses: [{ family: 6 }] })
    expect(await ask({ a: v4, aaaa: 'silence' }, 200)).toMatchObject({ addresses: [{ family: 4 }] })
  })

  it.each<{ answer: Answer; code: string }>([
    { answer: 'no-such-name', code: 'not-found' },
    { answer: 'empty', code: 'no-address' },
    { answer: 'failed', code: 'server-failure' },
    { answer: 'refused', code: 'refused' },
    { answer: 'silence', code: 'timed-out' },
  ])('$answer is $code', async ({ answer, code }) => {
    expect(await ask({ a: answer, aaaa: answer }, 200)).toMatchObject({ kind: 'failure', code })
  })

  it.each<{ cname: Answer; direct: object }>([
    { cname: [...label('gone'), ...label('example'), 0], direct: { systemCode: null, alias: 'gone.example' } },
    { cname: 'empty', direct: { systemCode: 'ENODATA', alias: null } },
    { cname: 'no-such-name', direct: { systemCode: 'ENOTFOUND', alias: null } },
    { cname: 'failed', direct: { systemCode: 'ESERVFAIL', alias: null } },
    { cname: 'silence', direct: { systemCode: 'ETIMEOUT', alias: null } },
  ])('asks once more what a failure means: $direct', async ({ cname, direct }) => {
    expect(await ask({ a: 'no-such-name', aaaa: 'no-such-name', cname }, 200)).toMatchObject({
      kind: 'failure',
      direct,
    })
  })

  it('tells a server that takes no TCP for what is too long from one that is not there', async () => {
    expect(await ask({ a: 'truncated', aaaa: 'truncated', cname: 'empty' })).toMatchObject({
      systemCode: 'ECONNREFUSED',
      direct: { systemCode: 'ENODATA' },
    })
    const closed = await nameServer({ a: 'empty', aaaa: 'empty' })
    open.pop()?.close()
    const signal = AbortSignal.timeout(5_000)
    const answer = await dns.resolve('shop.example', { servers: [closed], explain: true, limitMs: 300, signal })
    expect(answer).toMatchObject({ systemCode: 'ECONNREFUSED', direct: { systemCode: 'ECONNREFUSED' } })
  })

  it('asks that beside a question that runs into its limit, and not behind it', async () => {
    const servers = [await nameServer({ a: 'silence', aaaa: 'silence', cname: 'silence' })]
    const signal = AbortSignal.timeout(5_000)
    const startedAt = performance.now()
    const answer = await dns.resolve('shop.example', { servers, explain: true, limitMs: 600, signal })
    expect(answer).toMatchObject({ code: 'timed-out', direct: { systemCode: 'ETIMEOUT' } })
    expect(performance.now() - startedAt).toBeLessThan(850)
  })

  it('does not ask that of a name that resolves', async () => {
    const asked: number[] = []
    const servers = [await nameServer({ a: v4, aaaa: v6 }, (type) => asked.push(type))]
    await dns.resolve('shop.example', { servers, explain: true, limitMs: 300, signal: AbortSignal.timeout(5_000) })
    expect(asked.toSorted((a, b) => a - b)).toEqual([typeA, typeAaaa])
  })

  it('tells whether this machine has a network at all', async () => {
    const answer = await ask({ a: 'no-such-name', aaaa: 'no-such-name' })
    const offline = !Object.values(networkInterfaces()).some((list) => list?.some(({ internal }) => !internal))
    expect(answer).toMatchObject({ machineOffline: offline })
  })

  it('answers for a server that is no address', async () => {
    const signal = AbortSignal.timeout(5_000)
    const answer = await dns.resolve('shop.example', { servers: ['not a server'], limitMs: 200, signal })
    expect(answer).toMatchObject({ kind: 'failure', code: 'server-failure' })
  })

  it('ends at once when the run is aborted', async () => {
    const servers = [await nameServer({ a: 'silence', aaaa: 'silence' })]
    const run = new AbortController()
    const answer = dns.resolve('shop.example', { servers, limitMs: 60_000, signal: run.signal })
    run.abort()
    expect(await answer).toMatchObject({ kind: 'failure', systemCode: 'ABORT_ERR' })
  })
})

describe('asking as other programs do', () => {
  it('finds this machine', async () => {
    const answer = await dns.resolve('localhost', { limitMs: 2_000, signal: AbortSignal.timeout(5_000) })
    expect(answer).toMatchObject({ kind: 'addresses', resolver: 'this machine' })
  })

  it('answers with a code for a name that is none', async () => {
    const answer = await dns.resolve('a..b', { limitMs: 2_000, signal: AbortSignal.timeout(5_000) })
    expect(answer.kind).toBe('failure')
  })
})
