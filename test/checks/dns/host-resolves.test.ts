import { describe, expect, it } from 'vitest'
import { hostResolves } from '../../../src/checks/dns/host-resolves.ts'
import { ipv6Works } from '../../../src/checks/dns/ipv6-works.ts'
import type { ConnectFailureCode, DnsAnswer } from '../../../src/core/ports.ts'
import type { TcpAttempt } from '../../../src/probes/tcp.ts'

const common = { ms: 12, resolver: 'this machine' }

function addresses(...list: readonly string[]): DnsAnswer {
  return {
    kind: 'addresses',
    addresses: list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ...common,
  }
}

function failure(code: Extract<DnsAnswer, { kind: 'failure' }>['code']): DnsAnswer {
  return { kind: 'failure', code, systemCode: code.toUpperCase(), ...common }
}

function judge(answer: DnsAnswer, host = 'shop.example') {
  return hostResolves.judge({ dns: { host, answer } }, {})
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
    { what: 'no IPv6 there', attempts: [v4], outcome: 'skip' },
    {
      what: 'IPv4 is broken as well',
      attempts: [attempt('8.8.8.8', 'refused'), attempt('2606::1', 'refused')],
      outcome: 'skip',
    },
  ])('$what: $outcome', ({ attempts, outcome }) => {
    const facts = {
      dns: { host: 'shop.example', answer: addresses('8.8.8.8') },
      tcp: { port: 443, attempts, connected: { address: '8.8.8.8', port: 443 } },
    }
    expect(ipv6Works.judge(facts, {}).kind).toBe(outcome)
  })
})
