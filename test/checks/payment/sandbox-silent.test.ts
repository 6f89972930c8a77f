import { describe, expect, it } from 'vitest'
import { blameSandbox } from '../../../src/checks/payment/sandbox-silent.ts'
import type { CheckResult, CheckStatus } from '../../../src/core/report.ts'

function result(id: string, family: string, status: CheckStatus, code?: string): CheckResult {
  const severity = status === 'fail' ? 'error' : 'warning'
  const finding = {
    code: code ?? '',
    severity,
    confidence: 'likely',
    message: 'seen',
    evidence: { daraja: 'success' },
  } as const
  const findings = code === undefined ? [] : [finding]
  return { id, family, title: id, status, reason: null, skippedBecause: null, detail: null, durationMs: 0, findings }
}

const reached = result('http-callback', 'edge', 'pass')
const missing = result('payment-sides-agree', 'payment', 'fail', 'payment/callback-never-arrived')
const codesOf = (results: readonly CheckResult[]): readonly string[] =>
  results.flatMap(({ findings }) => findings.map(({ code, severity }) => `${severity} ${code}`))

describe('whether the sandbox is to blame for a callback that did not come', () => {
  it.each<[string, readonly CheckResult[]]>([
    ['everything else passes', [reached]],
    ['orders are stuck, which is what it leads to', [reached, result('stuck', 'db', 'warn', 'db/stuck-pending')]],
    ['there is nothing to look at', [reached, result('database-opens', 'db', 'skip')]],
  ])('it is where %s', (_, others) => {
    const revised = blameSandbox([...others, missing])
    expect(codesOf(revised)).toContain('warning payment/sandbox-silent')
    expect(revised.at(-1)).toMatchObject({ status: 'warn', findings: [{ evidence: { daraja: 'success' } }] })
  })

  it.each<[string, readonly CheckResult[]]>([
    ['the URL was not looked at', []],
    ['the URL was skipped', [result('http-callback', 'edge', 'skip')]],
    ['the URL fails', [result('http-callback', 'edge', 'fail', 'edge/timeout')]],
    ['the app was not restarted', [reached, result('app-restarted', 'env', 'warn', 'env/app-not-restarted')]],
    ['the handler is wrong', [reached, result('test-payment', 'handler', 'fail', 'handler/ignores-success')]],
    ['a check crashed', [reached, result('tables', 'db', 'crash')]],
  ])('it is not where %s', (_, others) => {
    const results = [...others, missing]
    expect(blameSandbox(results)).toEqual(results)
  })

  it('changes nothing of a healthy run, nor of a payment whose callback came', () => {
    for (const last of [
      result('payment-sides-agree', 'payment', 'pass'),
      result('payment-sides-agree', 'payment', 'fail', 'payment/callback-rejected'),
    ])
      expect(blameSandbox([reached, last])).toEqual([reached, last])
  })
})
