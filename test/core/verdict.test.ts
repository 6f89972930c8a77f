import { describe, expect, it } from 'vitest'
import type { Finding, Severity } from '../../src/core/finding.ts'
import type { CheckResult } from '../../src/core/report.ts'
import { concludeVerdict, type VerdictRules } from '../../src/core/verdict.ts'

const rules: VerdictRules = {
  familyOrder: ['env', 'url', 'dns', 'edge', 'app', 'db'],
  explanations: [
    { cause: 'url/*', explains: ['dns/*', 'edge/*'] },
    { cause: 'dns/*', explains: ['edge/*'] },
    { cause: 'app/not-listening', explains: ['edge/bad-gateway'] },
    { cause: 'edge/loop', explains: ['app/loop'] },
    { cause: 'app/loop', explains: ['edge/loop'] },
  ],
  definitions: {
    'env/leak': { severity: 'error', title: 'A leak', why: 'because', fix: 'close it', aside: true },
    'app/not-listening': { severity: 'error', title: 'Nothing listens', why: 'because', fix: 'start it' },
  },
  healthy: { title: 'fine', explanation: '' },
  nothingChecked: { title: 'nothing checked', explanation: '' },
}

function finding(code: string, severity: Severity = 'error'): Finding {
  return { code, severity, confidence: 'certain', message: code, evidence: {} }
}

function result(id: string, ...findings: readonly Finding[]): CheckResult {
  return {
    id,
    family: 'x',
    title: id,
    status: findings.length > 0 ? 'fail' : 'pass',
    reason: null,
    skippedBecause: null,
    detail: null,
    durationMs: 0,
    findings,
  }
}

describe('concludeVerdict', () => {
  it('names what loses no callback only where nothing else is wrong', () => {
    const leak = result('leak', finding('env/leak'))
    const both = concludeVerdict([leak, result('app', finding('app/not-listening'))], rules, [])
    expect(both.rootCause).toBe('app/not-listening')
    expect(both.causes.map(({ code }) => code)).toEqual(['app/not-listening', 'env/leak'])
    expect(concludeVerdict([leak], rules, []).rootCause).toBe('env/leak')
  })

  it.each([
    { title: 'one error', codes: ['app/broken'], causes: ['app/broken'] },
    {
      title: 'a chain of errors',
      codes: ['edge/timeout', 'dns/not-found', 'url/malformed'],
      causes: ['url/malformed'],
    },
    {
      title: 'a later cause that explains an earlier symptom',
      codes: ['edge/bad-gateway', 'app/not-listening'],
      causes: ['app/not-listening'],
    },
    {
      title: 'independent errors, in the order of the path',
      codes: ['db/auth-failed', 'app/broken'],
      causes: ['app/broken', 'db/auth-failed'],
    },
    { title: 'two that explain each other', codes: ['app/loop', 'edge/loop'], causes: ['edge/loop'] },
    {
      title: 'two that explain each other beside a third',
      codes: ['db/auth-failed', 'app/loop', 'edge/loop'],
      causes: ['edge/loop', 'db/auth-failed'],
    },
    { title: 'a family that is not in the order', codes: ['odd/thing', 'env/x'], causes: ['env/x', 'odd/thing'] },
  ])('$title', ({ codes, causes }) => {
    const verdict = concludeVerdict(
      codes.map((code, index) => result(`check-${index}`, finding(code))),
      rules,
      [],
    )
    expect(verdict.causes.map(({ code }) => code)).toEqual(causes)
    expect(verdict.rootCause).toBe(causes[0])
  })

  it('takes conditions of an explanation into account', () => {
    const conditional: VerdictRules = {
      ...rules,
      explanations: [
        { cause: 'url/*', explains: ['app/*'], when: ({ evidence }, cause) => evidence.at === cause.code },
      ],
    }
    const at = (place: string): Finding => ({ ...finding('app/broken'), evidence: { at: place } })
    const causes = (place: string) =>
      concludeVerdict([result('a', finding('url/old'), at(place))], conditional, []).causes.map(({ code }) => code)
    expect(causes('url/old')).toEqual(['url/old'])
    expect(causes('elsewhere')).toEqual(['url/old', 'app/broken'])
  })

  it('names what is only possible behind what is sure, unless it explains something, and leaks behind both', () => {
    const vague = (code: string): Finding => ({ ...finding(code), confidence: 'possible' })
    const codesOf = (...found: readonly Finding[]) =>
      concludeVerdict([result('a', ...found)], rules, []).causes.map(({ code }) => code)
    expect(codesOf(vague('edge/x'), finding('app/broken'))).toEqual(['app/broken', 'edge/x'])
    expect(codesOf(vague('url/x'), finding('edge/x'), finding('app/broken'))).toEqual(['url/x', 'app/broken'])
    expect(codesOf(finding('env/leak'), vague('edge/x'))).toEqual(['edge/x', 'env/leak'])
  })

  it('is as sure of a cause as its surest finding', () => {
    const verdict = concludeVerdict(
      [result('a', { ...finding('app/broken'), confidence: 'likely' }), result('b', finding('app/broken'))],
      rules,
      [],
    )
    expect(verdict.causes).toEqual([{ code: 'app/broken', confidence: 'certain', checks: ['a', 'b'] }])
    expect(verdict.confidence).toBe('certain')
  })

  it('has no root cause without an error, and lists the warnings', () => {
    const verdict = concludeVerdict(
      [result('a', finding('url/odd', 'warning')), result('b', finding('url/info', 'info'))],
      rules,
      ['x'],
    )
    expect(verdict).toMatchObject({ rootCause: null, confidence: null, fix: null, title: 'fine', unknowable: ['x'] })
    expect(verdict.causes.map(({ code }) => code)).toEqual(['url/odd'])
  })

  it('never says that all is well when nothing was checked', () => {
    const skipped: CheckResult = { ...result('a'), status: 'skip', reason: 'offline', skippedBecause: 'offline' }
    expect(concludeVerdict([skipped], rules, []).title).toBe('nothing checked')
  })

  it('names every check that found the cause, and takes its texts from the definition', () => {
    const verdict = concludeVerdict(
      [result('a', finding('app/not-listening')), result('b', finding('app/not-listening'))],
      rules,
      [],
    )
    expect(verdict.causes).toEqual([{ code: 'app/not-listening', confidence: 'certain', checks: ['a', 'b'] }])
    expect(verdict).toMatchObject({ title: 'Nothing listens', explanation: 'because', fix: { summary: 'start it' } })
  })
})
