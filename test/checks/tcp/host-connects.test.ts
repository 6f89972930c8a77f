import { describe, expect, it } from 'vitest'
import { hostConnects } from '../../../src/checks/tcp/host-connects.ts'
import type { ConnectFailureCode } from '../../../src/core/ports.ts'
import type { TcpAttempt } from '../../../src/probes/tcp.ts'

function failed(address: string, code: ConnectFailureCode): TcpAttempt {
  const endpoint = { address, port: 443 }
  return { address, family: 4, result: { kind: 'failure', endpoint, code, systemCode: code, ms: 3 } }
}

function codes(attempts: readonly TcpAttempt[]) {
  const judgement = hostConnects.judge({ tcp: { port: 443, attempts, connected: undefined } }, {})
  return judgement.kind === 'found' ? judgement.findings.map(({ code }) => code) : judgement.kind
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
    expect(hostConnects.judge(facts, {})).toMatchObject({ kind: 'pass', detail: '8.8.4.4:443 · 4 ms' })
  })
})
