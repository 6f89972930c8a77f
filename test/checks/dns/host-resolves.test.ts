import { describe, expect, it } from 'vitest'
import { hostResolves } from '../../../src/checks/dns/host-resolves.ts'
import { ipv6Works } from '../../../src/checks/dns/ipv6-works.ts'
import type { DnsAnswer } from '../../../src/core/dns-port.ts'
import type { ConnectFailureCode } from '../../../src/core/net-port.ts'
import { observed } from '../../../src/core/probe.ts'
import type { NetworkView } from '../../../src/probes/network-view.ts'
import type { TcpAttempt } from '../../../src/probes/tcp.ts'

const common = { ms: 12, resolver: 'this machine' }

function addresses(...list: readonly string[]): DnsAnswer {
  return {
    kind: 'addresses',
    addresses: list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ...common,
  }
}

type Failure = Extract<DnsAnswer, { kind: 'failure' }>

function failure(code: Failure['code'], more: Partial<Failure> = {}): Failure {
  return { kind: 'failure', code, systemCode: code.toUpperCase(), ...common, ...more }
}

const noProxy = { networkView: observed<NetworkView>({ proxy: null }) }
const at = '2026-11-23T20:00:00.000Z'

/** `given` are the answers of --dns-server, `own` that of this machine. */
function judge(own: DnsAnswer, host = 'shop.example', given: readonly DnsAnswer[] = [], view = noProxy) {
  const answers = [...given, own].map((answer) => ({ ...answer, at }))
  return hostResolves.judge({ dns: { host, answer: given[0] ?? own, answers } }, view)
}

function findings(judgement: ReturnType<typeof judge>) {
  return judgement.kind === 'found' ? judgement.findings : judgement.kind === 'pass' ? (judgement.notes ?? []) : []
}

function said(judgement: ReturnType<typeof judge>) {
  return findings(judgement).map(({ severity, code, confidence }) => `${severity} ${code} ${confidence}`)
}

describe('the host resolves to public addresses', () => {
  it.each([
    { answer: failure('not-found'), code: 'dns/not-found' },
    { answer: failure('no-address'), code: 'dns/not-found' },
    { answer: failure('server-failure'), code: 'dns/failed' },
    { answer: failure('refused'), code: 'dns/failed' },
    { answer: failure('timed-out'), code: 'dns/failed' },
    { answer: addresses('192.168.1.4'), code: 'dns/private-answer' },
    { answer: addresses('127.0.0.1'), code: 'dns/private-answer' },
    { answer: addresses('8.8.8.8', '10.0.0.1'), code: 'dns/private-answer' },
    { answer: addresses('2606:4700::1'), code: 'dns/ipv6-only' },
  ])('$code', ({ answer, code }) => {
    const judgement = judge(answer)
    expect(judgement.kind === 'found' && judgement.findings.map((finding) => finding.code)).toEqual([code])
  })

  it('passes with public addresses of one family or both', () => {
    expect(judge(addresses('8.8.8.8')).kind).toBe('pass')
    expect(judge(addresses('8.8.8.8', '2606:4700::1')).kind).toBe('pass')
  })

  it('offers the tunnel again for a tunnel that has ended', () => {
    const judgement = judge(failure('not-found'), 'ab.trycloudflare.com')
    expect(judgement.kind === 'found' && judgement.findings[0]?.fix?.command).toBe('mpesa-doctor tunnel')
  })
})

describe('what a failure means', () => {
  it.each<{ what: string; answer: Failure; expected: string }>([
    {
      what: 'the name servers say so as well',
      answer: failure('not-found', { direct: { systemCode: 'ENOTFOUND', alias: null } }),
      expected: 'error dns/not-found certain',
    },
    {
      what: 'an alias of nothing',
      answer: failure('not-found', { direct: { systemCode: null, alias: 'gone.herokuapp.com' } }),
      expected: 'error dns/not-found certain',
    },
    {
      what: 'not found, and no name server can be asked',
      answer: failure('not-found', { direct: { systemCode: 'ECONNREFUSED', alias: null } }),
      expected: 'error dns/not-found likely',
    },
    {
      what: 'not found by a machine without a network',
      answer: failure('not-found', { machineOffline: true }),
      expected: 'error dns/failed possible',
    },
    {
      what: 'EAI_AGAIN, which an offline machine gives',
      answer: failure('server-failure', { systemCode: 'EAI_AGAIN', direct: { systemCode: 'ETIMEOUT', alias: null } }),
      expected: 'error dns/failed possible',
    },
    {
      what: 'EAI_AGAIN that is a SERVFAIL in truth',
      answer: failure('server-failure', { systemCode: 'EAI_AGAIN', direct: { systemCode: 'ESERVFAIL', alias: null } }),
      expected: 'error dns/failed likely',
    },
    {
      what: 'REFUSED',
      answer: failure('refused', { systemCode: 'EREFUSED' }),
      expected: 'error dns/failed likely',
    },
    {
      what: 'no TCP for an answer that was cut short over UDP',
      answer: failure('refused', { systemCode: 'ECONNREFUSED', direct: { systemCode: 'ENODATA', alias: null } }),
      expected: 'error dns/failed likely',
    },
    {
      what: 'no name server there, as a second question says',
      answer: failure('refused', { systemCode: 'ECONNREFUSED', direct: { systemCode: 'ECONNREFUSED', alias: null } }),
      expected: 'error dns/failed possible',
    },
    {
      what: 'no name server there',
      answer: failure('refused', { systemCode: 'ECONNREFUSED' }),
      expected: 'error dns/failed possible',
    },
  ])('$what: $expected', ({ answer, expected }) => {
    expect(said(judge(answer))).toEqual([expected])
  })

  it('names what the alias leads to', () => {
    const answer = failure('not-found', { direct: { systemCode: null, alias: 'gone.herokuapp.com' } })
    expect(findings(judge(answer))[0]?.evidence).toMatchObject({ alias: 'gone.herokuapp.com' })
  })

  it('is less sure where the shell names a proxy, which resolves names in its place', () => {
    const proxy = { variable: 'HTTPS_PROXY', address: 'http://proxy:3128' }
    const view = { networkView: observed<NetworkView>({ proxy }) }
    const judgement = judge(failure('server-failure', { systemCode: 'ESERVFAIL' }), 'shop.example', [], view)
    expect(said(judgement)).toEqual(['error dns/failed possible'])
    expect(findings(judgement)[0]?.evidence).toMatchObject({ proxy })
  })
})

describe('several name servers', () => {
  const at1 = (answer: DnsAnswer): DnsAnswer => ({ ...answer, resolver: '1.1.1.1' })
  const at9 = (answer: DnsAnswer): DnsAnswer => ({ ...answer, resolver: '9.9.9.9' })

  it('may give different public addresses, as large networks do', () => {
    expect(said(judge(addresses('8.8.8.8'), undefined, [at1(addresses('8.8.4.4'))]))).toEqual([])
    expect(said(judge(addresses('8.8.8.8'), undefined, [at1(addresses('8.8.8.8'))]))).toEqual([])
  })

  it('outvote a private answer that only this machine gets', () => {
    expect(said(judge(addresses('10.0.0.5'), undefined, [at1(addresses('8.8.4.4'))]))).toEqual([
      'info dns/private-answer certain',
    ])
    expect(said(judge(addresses('10.0.0.5')))).toEqual(['error dns/private-answer likely'])
    expect(said(judge(addresses('8.8.8.8'), undefined, [at1(addresses('10.0.0.5'))]))).toEqual([
      'error dns/private-answer certain',
    ])
  })

  it('show that a record is new, or that an old answer is kept', () => {
    expect(said(judge(failure('not-found'), undefined, [at1(addresses('8.8.4.4'))]))).toEqual([
      'info dns/not-found certain',
    ])
    const given = [at1(addresses('8.8.4.4')), at9(failure('not-found'))]
    expect(said(judge(addresses('8.8.4.4'), undefined, given))).toEqual(['warning dns/not-found possible'])
  })

  it('are not compared with one that was out of reach', () => {
    expect(said(judge(failure('timed-out'), undefined, [at1(addresses('8.8.4.4'))]))).toEqual([])
  })

  it('are all named in the evidence, with the time', () => {
    const [finding] = findings(judge(addresses('8.8.8.8'), undefined, [at1(failure('not-found'))]))
    expect(finding?.evidence).toMatchObject({
      answers: [
        { resolver: '1.1.1.1', at, code: 'not-found' },
        { resolver: 'this machine', at, addresses: ['8.8.8.8'] },
      ],
    })
  })
})

describe('addresses that are not what they seem', () => {
  it.each([
    '100.64.0.1',
    '169.254.1.1',
    '0.0.0.0',
    '203.0.113.5',
    '224.0.0.1',
    'fd00::1',
    'fe80::1',
    '::1',
    '::',
    '2001:db8::1',
    '::ffff:192.168.0.1',
    '64:ff9b::a00:1',
  ])('%s cannot be reached', (address) => {
    expect(said(judge(addresses('8.8.8.8', address)))).toEqual(['error dns/private-answer likely'])
  })

  it.each(['64:ff9b::808:808', '64:ff9b:1::808:808', '::ffff:8.8.8.8', '2002:808:808::1'])('%s can', (address) => {
    expect(said(judge(addresses('8.8.8.8', address)))).toEqual([])
  })

  it('do not make a host one of IPv6 alone that a name server translated', () => {
    expect(said(judge(addresses('64:ff9b::808:808')))).toEqual([])
  })
})

function attempt(address: string, code?: ConnectFailureCode): TcpAttempt {
  const endpoint = { address, port: 443 }
  const family = address.includes(':') ? 6 : 4
  return {
    address,
    family,
    result:
      code === undefined
        ? { kind: 'connected', endpoint, ms: 5 }
        : { kind: 'failure', endpoint, code, systemCode: 'X', ms: 5 },
  }
}

describe('IPv6 works where it is announced', () => {
  const v4 = attempt('8.8.8.8')
  it.each([
    { what: 'refused', attempts: [v4, attempt('2606::1', 'refused')], outcome: 'found' },
    { what: 'timed out', attempts: [v4, attempt('2606::1', 'timed-out')], outcome: 'found' },
    { what: 'connected', attempts: [v4, attempt('2606::1')], outcome: 'pass' },
    {
      what: 'one of two connected',
      attempts: [v4, attempt('2606::1', 'refused'), attempt('2606::2')],
      outcome: 'pass',
    },
    { what: 'no IPv6 here', attempts: [v4, attempt('2606::1', 'unreachable')], outcome: 'skip' },
    { what: 'translated', attempts: [v4, attempt('64:ff9b::808:808', 'refused')], outcome: 'skip' },
    { what: 'no IPv6 there', attempts: [v4], outcome: 'skip' },
    {
      what: 'IPv4 is broken as well',
      attempts: [attempt('8.8.8.8', 'refused'), attempt('2606::1', 'refused')],
      outcome: 'skip',
    },
  ])('$what: $outcome', ({ attempts, outcome }) => {
    const facts = {
      dns: { host: 'shop.example', answer: addresses('8.8.8.8'), answers: [] },
      tcp: { port: 443, attempts, connected: { address: '8.8.8.8', port: 443 } },
    }
    expect(ipv6Works.judge(facts, {}).kind).toBe(outcome)
  })
})
