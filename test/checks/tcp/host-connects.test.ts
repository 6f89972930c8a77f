import { describe, expect, it } from 'vitest'
import { hostConnects } from '../../../src/checks/tcp/host-connects.ts'
import type { ConnectFailureCode } from '../../../src/core/net-port.ts'
import { observed } from '../../../src/core/probe.ts'
import type { TcpAttempt } from '../../../src/probes/tcp.ts'

function failed(address: string, code: ConnectFailureCode, systemCode: string = code): TcpAttempt {
  const endpoint = { address, port: 443 }
  const family = address.includes(':') ? 6 : 4
  return { address, family, result: { kind: 'failure', endpoint, code, systemCode, ms: 3 } }
}

const noProxy = { networkView: observed({ proxy: null }) }
const behindProxy = { networkView: observed({ proxy: { variable: 'HTTPS_PROXY', address: 'http://proxy:3128' } }) }

function judge(attempts: readonly TcpAttempt[], view = noProxy as typeof noProxy | typeof behindProxy) {
  return hostConnects.judge({ tcp: { port: 443, attempts, connected: undefined } }, view)
}

function codes(attempts: readonly TcpAttempt[]) {
  const judgement = judge(attempts)
  return judgement.kind === 'found' ? judgement.findings.map(({ code }) => code) : judgement.kind
}

function confidence(attempts: readonly TcpAttempt[], view?: typeof behindProxy) {
  const judgement = judge(attempts, view)
  return judgement.kind === 'found' ? judgement.findings[0]?.confidence : judgement.kind
}

describe('the host accepts connections', () => {
  it.each<{ code: ConnectFailureCode; expected: string }>([
    { code: 'refused', expected: 'tcp/refused' },
    { code: 'timed-out', expected: 'tcp/timeout' },
    { code: 'reset', expected: 'tcp/reset' },
    { code: 'unreachable', expected: 'tcp/unreachable' },
  ])('$code is $expected', ({ code, expected }) => {
    expect(codes([failed('8.8.8.8', code)])).toEqual([expected])
  })

  it('reports the failure that tells more, once, with every address', () => {
    expect(codes([failed('2606::1', 'unreachable'), failed('8.8.8.8', 'refused')])).toEqual(['tcp/refused'])
  })

  it('passes if one address connects', () => {
    const endpoint = { address: '8.8.4.4', port: 443 }
    const good: TcpAttempt = { address: '8.8.4.4', family: 4, result: { kind: 'connected', endpoint, ms: 4 } }
    const facts = { tcp: { port: 443, attempts: [failed('8.8.8.8', 'refused'), good], connected: endpoint } }
    expect(hostConnects.judge(facts, behindProxy)).toMatchObject({ kind: 'pass', detail: '8.8.4.4:443 · 4 ms' })
  })

  it('says what each family did', () => {
    const judgement = judge([failed('2606::1', 'unreachable', 'ENETUNREACH'), failed('8.8.8.8', 'timed-out', 'LIMIT')])
    const finding = judgement.kind === 'found' ? judgement.findings[0] : undefined
    expect(finding).toMatchObject({ code: 'tcp/timeout', confidence: 'likely' })
    expect(finding?.message).toMatch(/IPv4: 8\.8\.8\.8:443 .*IPv6: 2606::1:443/)
    expect(finding?.evidence).toMatchObject({
      attempts: [
        { family: 6, systemCode: 'ENETUNREACH' },
        { family: 4, systemCode: 'LIMIT' },
      ],
    })
  })

  it('does not blame a host of IPv6 for a machine without it', () => {
    expect(codes([failed('2606::1', 'unreachable', 'ENETUNREACH')])).toBe('skip')
    expect(codes([failed('2606::1', 'unreachable', 'EHOSTUNREACH')])).toEqual(['tcp/unreachable'])
    expect(codes([failed('2606::1', 'refused')])).toEqual(['tcp/refused'])
  })

  it('is not sure of what its own machine refuses', () => {
    expect(confidence([failed('8.8.8.8', 'unreachable', 'ENETUNREACH')])).toBe('possible')
    expect(confidence([failed('8.8.8.8', 'denied', 'EACCES')])).toBe('possible')
    expect(confidence([failed('8.8.8.8', 'unreachable', 'EHOSTUNREACH')])).toBe('likely')
    expect(confidence([failed('8.8.8.8', 'refused', 'ECONNREFUSED')])).toBe('certain')
  })

  it('is less sure where the shell names a proxy, but of a refusal', () => {
    expect(confidence([failed('8.8.8.8', 'timed-out', 'LIMIT')], behindProxy)).toBe('possible')
    expect(confidence([failed('8.8.8.8', 'refused', 'ECONNREFUSED')], behindProxy)).toBe('certain')
  })
})
