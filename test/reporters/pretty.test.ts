import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckResult, Report } from '../../src/core/report.ts'
import { asciiGlyphs, unicodeGlyphs } from '../../src/reporters/glyphs.ts'
import { loadPaint, plainPaint } from '../../src/reporters/paint.ts'
import { type PrettyContext, renderPretty } from '../../src/reporters/pretty.ts'
import { renderShort } from '../../src/reporters/short.ts'
import { wrapText } from '../../src/reporters/wrap-text.ts'
import { hostileText, sampleCheck, sampleDefinitions, sampleFinding, sampleReport } from '../helpers/sample-report.ts'

function pretty(report: Report, overrides: Partial<PrettyContext> = {}): string {
  return renderPretty(report, {
    paint: plainPaint,
    glyphs: unicodeGlyphs,
    width: 80,
    verbose: false,
    definitions: sampleDefinitions,
    ...overrides,
  })
}

function skipped(id: string, overrides: Partial<CheckResult> = {}): CheckResult {
  return sampleCheck({
    id,
    title: id,
    family: 'db',
    status: 'skip',
    reason: 'a database',
    skippedBecause: 'not-configured',
    findings: [],
    ...overrides,
  })
}

describe('renderPretty', () => {
  it('gives a pass one line and a failure its evidence, reason and fix', () => {
    const failing = sampleCheck({
      status: 'fail',
      findings: [
        sampleFinding({ message: 'it was seen', fix: { summary: 'mend it', command: 'mpesa-doctor tunnel 5000' } }),
      ],
    })
    const text = pretty(
      sampleReport({
        checks: [sampleCheck({ status: 'pass', findings: [], title: 'All is well', detail: '5 of 5' }), failing],
      }),
    )
    expect(text).toMatch(/^ {2}✓ All is well \(5 of 5\)$/m)
    for (const label of ['found', 'why', 'fix', 'more']) expect(text).toMatch(new RegExp(`^ {6}${label} `, 'm'))
    expect(text).toMatch(/^ {14}mpesa-doctor tunnel 5000$/m)
  })

  it('merges checks that lack the same thing, hides what does not apply, and shows all of it with -v', () => {
    const report = sampleReport({
      checks: [
        sampleCheck({ status: 'pass', findings: [] }),
        skipped('one'),
        skipped('two'),
        skipped('three', { skippedBecause: 'not-applicable', reason: 'a till' }),
      ],
    })
    expect(pretty(report)).toMatch(/- one, and 1 more \(needs: a database\)/)
    expect(pretty(report)).not.toContain('three')
    for (const id of ['one', 'two', 'three']) expect(pretty(report, { verbose: true })).toContain(`- ${id} (needs:`)
  })

  it('shows everything where nothing could be checked', () => {
    const report = sampleReport({ checks: [skipped('one', { skippedBecause: 'not-applicable', reason: 'a till' })] })
    expect(pretty(report)).toContain('one (needs: a till)')
  })

  it('never breaks a command or a URL', () => {
    const command = `mpesa-doctor probe https://duka.co.ke/${'a'.repeat(100)}`
    const failing = sampleCheck({ status: 'fail', findings: [sampleFinding({ fix: { summary: 'run it', command } })] })
    expect(pretty(sampleReport({ checks: [failing] }))).toContain(`\n${' '.repeat(14)}${command}\n`)
  })

  it('says a crash of a check for what it is', () => {
    expect(pretty(sampleReport({ checks: [sampleCheck({ status: 'crash', reason: 'boom', findings: [] })] }))).toMatch(
      /☠ .*crashed\)\n {6}found {3}boom/,
    )
  })

  it('has no state in colour alone, and plain characters if asked', async () => {
    const report = sampleReport()
    const colored = pretty(report, { paint: await loadPaint(true) })
    expect(colored).toContain('\x1b[')
    const glyphs = (text: string) =>
      [...text.replaceAll(/\x1b\[\d+m/g, '').matchAll(/^ {2}(\S) /gm)].map(([, glyph]) => glyph)
    expect(glyphs(colored)).toEqual(glyphs(pretty(report)))
    expect(pretty(report, { glyphs: asciiGlyphs })).not.toMatch(/[✓✗☠·→]/)
  })

  it('lets nothing from a hostile server move the cursor', () => {
    fc.assert(
      fc.property(hostileText, (message) => {
        const failing = sampleCheck({
          status: 'fail',
          findings: [sampleFinding({ message, evidence: { body: message } })],
        })
        expect(pretty(sampleReport({ checks: [failing] }), { verbose: true })).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
        )
      }),
    )
  })
})

describe('renderShort', () => {
  it('has a line for each problem and one if there is none', () => {
    const context = { paint: plainPaint, glyphs: unicodeGlyphs }
    const healthy = sampleReport({
      checks: [sampleCheck({ status: 'pass', findings: [] })],
      summary: { pass: 1, warn: 0, fail: 0, skip: 0, crash: 0 },
      verdict: { ...sampleReport().verdict, rootCause: null, causes: [] },
    })
    expect(renderShort(healthy, context)).toMatch(/^ok: 1 check passed \(.*\)\n$/)
    const two = { ...healthy, summary: { ...healthy.summary, pass: 2 } }
    expect(renderShort(two, context)).toMatch(/^ok: 2 checks passed \(.*\)\n$/)
    const nothing = { ...healthy, checks: [skipped('one')], summary: { pass: 0, warn: 0, fail: 0, skip: 1, crash: 0 } }
    expect(renderShort(nothing, context)).toBe('nothing was checked (needs: a database)\n')
  })
})

describe('wrapText', () => {
  it('keeps every word and every width that can be kept', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/)), fc.integer({ min: 30, max: 100 }), (words, width) => {
        const lines = wrapText(words.join(' '), width)
        expect(
          lines
            .join(' ')
            .split(' ')
            .filter((word) => word !== ''),
        ).toEqual(words)
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('keeps a command between backticks in one piece', () => {
    expect(wrapText('please run `mpesa-doctor simulate ws_CO_1 --dry-run` now', 30)).toContain(
      '`mpesa-doctor simulate ws_CO_1 --dry-run`',
    )
  })
})
