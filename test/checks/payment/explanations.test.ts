import { describe, expect, it } from 'vitest'
import { explanations } from '../../../src/checks/explanations.ts'
import { createFinding } from '../../../src/core/finding.ts'
import type { CheckResult } from '../../../src/core/report.ts'
import { concludeVerdict } from '../../../src/core/verdict.ts'
import { familyOrder } from '../../../src/reporters/families.ts'

function causesOf(...codes: readonly string[]): readonly string[] {
  const definition = { severity: 'error', title: '', why: '', fix: '' } as const
  const definitions = Object.fromEntries(codes.map((code) => [code, definition]))
  const results = codes.map(
    (code): CheckResult => ({
      id: code,
      family: code.split('/')[0] ?? '',
      title: code,
      status: 'fail',
      reason: null,
      skippedBecause: null,
      detail: null,
      durationMs: 0,
      findings: [createFinding(definitions, code, code)],
    }),
  )
  const healthy = { title: '', explanation: '' }
  const rules = { familyOrder, explanations, definitions, healthy, nothingChecked: healthy }
  return concludeVerdict(results, rules, []).causes.map(({ code }) => code)
}

describe('what accounts for a payment that is not recorded', () => {
  it.each([
    ['dns/not-found', 'payment/callback-never-arrived'],
    ['tunnel/offline', 'payment/callback-never-arrived'],
    ['tunnel/url-changed', 'payment/paid-not-recorded'],
    ['app/method-not-allowed', 'payment/callback-rejected'],
    ['edge/bad-gateway', 'payment/callback-rejected'],
    ['handler/ignores-success', 'payment/callback-not-applied'],
    ['handler/ignores-failure', 'payment/failed-not-recorded'],
    ['db/tables-disagree', 'payment/paid-not-recorded'],
  ])('%s does for %s', (cause, effect) => {
    expect(causesOf(cause, effect)).toEqual([cause])
  })

  it.each([
    // The route was met: what it answers now says nothing of a host that was not found.
    ['dns/not-found', 'payment/callback-not-applied'],
    ['daraja/wrong-passkey', 'payment/callback-never-arrived'],
    ['app/server-error', 'payment/recorded-not-paid'],
    ['handler/ignores-success', 'payment/amount-differs'],
  ])('%s does not for %s', (cause, effect) => {
    expect(causesOf(cause, effect)).toEqual([cause, effect])
  })
})
