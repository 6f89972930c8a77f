import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor, plainRedactor } from '../../src/core/redact.ts'
import { jsonReporter } from '../../src/reporters/json.ts'
import { docsPath } from '../../src/reporters/json-document.ts'
import { describeSummary } from '../../src/reporters/json-summary.ts'
import { describeEvidence, escapeInvisible, oneLine } from '../../src/reporters/json-text.ts'
import {
  hostileReport,
  hostileText,
  sampleCheck,
  sampleContext,
  sampleFinding,
  sampleReport,
} from '../helpers/sample-report.ts'

const render = (report = sampleReport(), context = sampleContext()) => JSON.parse(jsonReporter.render(report, context))

describe('the JSON reporter', () => {
  it('prints the fields of the contract in their order', () => {
    const document = render()
    expect(Object.keys(document)).toEqual([
      'schemaVersion',
      'tool',
      'command',
      'startedAt',
      'durationMs',
      'exitCode',
      'target',
      'summary',
      'verdict',
      'checks',
    ])
    expect(document).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'mpesa-doctor', version: '0.1.0', node: 'v20.20.2' },
      startedAt: '2026-11-23T05:00:00.000Z',
      summary: { pass: 1, warn: 1, fail: 1, skip: 1, crash: 1 },
      verdict: { rootCause: 'tunnel/offline', fix: { command: 'mpesa-doctor tunnel 5000' } },
    })
  })

  it('prints a finding with its documentation, its place and the reason of its code', () => {
    const [, warned, failed] = render().checks
    expect(warned.findings).toEqual([
      {
        code: 'env/inline-comment',
        severity: 'warning',
        confidence: 'likely',
        message: '`docker --env-file` would read "174379 # sandbox".',
        why: 'Some loaders read it as text.',
        evidence: { key: 'MPESA_SHORTCODE' },
        location: { file: '.env', line: 9, column: 17 },
        fix: { summary: 'Move the comment.', command: 'mpesa-doctor check-env --fix' },
        docs: 'docs/codes/env-inline-comment.md',
      },
    ])
    expect(failed.findings[0].fix.automatic).toBe(true)
    expect(failed.findings[0]).not.toHaveProperty('location')
  })

  it('takes reason and fix from the finding first, then from the code', () => {
    const { fix: _, ...withoutFix } = sampleFinding({ why: 'This run knows better.' })
    const unknown = { ...withoutFix, code: 'app/unlisted' }
    const { checks } = render(sampleReport({ checks: [sampleCheck({ findings: [withoutFix, unknown] })] }))
    expect(checks[0].findings[0]).toMatchObject({
      why: 'This run knows better.',
      fix: { summary: 'Open the tunnel again.' },
    })
    expect(checks[0].findings[1]).not.toHaveProperty('fix')
  })

  it('says why a check was skipped, and shows of a crash neither stack nor further fields', () => {
    const checks = render().checks
    expect(checks[3].reason).toBe('a database (set DATABASE_URL)')
    expect(checks[4].error).toEqual({ name: 'TypeError', message: 'x is undefined' })
    const thrown = sampleCheck({ status: 'crash', reason: 'just a string', error: 'just a string' })
    expect(render(sampleReport({ checks: [thrown] })).checks[0].error).toEqual({
      name: 'Error',
      message: 'just a string',
    })
  })

  it('adds the fields of a command at the end and lets none replace one of the report', () => {
    const document = render(sampleReport({ extra: { orders: [{ id: 1 }], exitCode: 0, checks: null } }))
    expect(Object.keys(document).at(-1)).toBe('orders')
    expect(document.exitCode).toBe(70)
    expect(document.checks).toHaveLength(5)
  })

  it('hides secrets in every free text and stays valid when a secret is a word of the format', () => {
    const redact = createRedactor()
    redact.add('in"vented&secret', 'warning', 'certain')
    const finding = sampleFinding({
      message: 'in"vented&secret',
      evidence: { header: ['in"vented&secret'], payer: 254712345678 },
      fix: { summary: 'in"vented&secret' },
    })
    const crash = sampleCheck({ status: 'crash', reason: 'in"vented&secret', error: new Error('in"vented&secret') })
    const report = sampleReport({
      checks: [sampleCheck({ status: 'warn', findings: [finding] }), crash],
      extra: { orders: [{ note: 'in"vented&secret' }] },
    })
    const output = jsonReporter.render(report, sampleContext({ redact }))
    expect(output).not.toContain('vented')
    const [check] = JSON.parse(output).checks
    expect(check.findings[0]).toMatchObject({ confidence: 'certain', evidence: { payer: '254712***678' } })
    expect(check.status).toBe('warn')
  })

  it('shows everything with the plain redactor', () => {
    const report = sampleReport({ extra: { payer: '254712345678' } })
    expect(render(report, sampleContext({ redact: plainRedactor, showSecrets: true })).payer).toBe('254712345678')
  })

  it('gives back every text and contains nothing that a terminal would act on', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const context = sampleContext({ redact: plainRedactor })
        const output = jsonReporter.render(report, context)
        expect(output).not.toMatch(/(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
        expect(output.endsWith('}\n')).toBe(true)
        const wellFormed = (text: string) => text.replace(/\p{Cs}/gu, '\ufffd')
        expect(JSON.parse(output).verdict.title).toBe(wellFormed(report.verdict.title))
      }),
    )
  })
})

describe('texts that the reporters share', () => {
  it('spells what cannot be seen and keeps lines', () => {
    expect(escapeInvisible('a\u001b[31m\u0000\u009b\u2028\ufffe\ud800\r\n\tz💥')).toBe(
      'a\\u001b[31m\\u0000\\u009b\\u2028\\ufffe\\ud800\\r\n\tz💥',
    )
  })

  it('puts any text on one line, in little time', () => {
    fc.assert(fc.property(hostileText, (text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(oneLine(text).replaceAll('\t', ''))))
    const startedMs = performance.now()
    oneLine(`a${' '.repeat(200_000)}b`)
    expect(performance.now() - startedMs).toBeLessThan(1_000)
  })

  it('prints evidence one entry a line', () => {
    expect(describeEvidence({ status: 404, allow: 'GET', body: 'a\nb', nothing: null, list: ['x'] })).toEqual([
      'status: 404',
      'allow: GET',
      'body: "a\\nb"',
      'nothing: null',
      'list: ["x"]',
    ])
  })

  it('counts in words', () => {
    expect(describeSummary({ pass: 10, warn: 1, fail: 2, skip: 0, crash: 0 })).toBe('2 failed, 1 warning, 10 passed')
    expect(describeSummary({ pass: 0, warn: 0, fail: 0, skip: 0, crash: 0 })).toBe('no checks')
  })

  it('finds the documentation of a code', () => {
    expect(docsPath('payment/paid-not-recorded')).toBe('docs/codes/payment-paid-not-recorded.md')
  })
})
