import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckResult, Report } from '../../src/core/report.ts'
import { asciiGlyphs, unicodeGlyphs } from '../../src/reporters/glyphs.ts'
import { loadPaint, plainPaint } from '../../src/reporters/paint.ts'
import { renderPretty } from '../../src/reporters/pretty.ts'
import type { PrettyContext } from '../../src/reporters/pretty-context.ts'
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

  it('says of what the end of the run cut off that it was ended, and not what it needs', () => {
    const reason = 'the run was ended before this was done'
    const cut = skipped('one', { skippedBecause: 'aborted', reason })
    expect(pretty(sampleReport({ checks: [sampleCheck(), cut] }))).toContain(`- one (${reason})`)
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

describe('what was seen', () => {
  const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length))
  const seen = (message: string, overrides: Partial<PrettyContext> = {}) =>
    pretty(
      sampleReport({ checks: [sampleCheck({ status: 'fail', findings: [sampleFinding({ message })] })] }),
      overrides,
    )

  it.each([
    ['text without blanks', `500 Internal Server Error, "{${'"error":"x",'.repeat(20)}}" (1 ms)`],
    ['half a pair of backticks', `404, "it's \`${'a b '.repeat(60)}" and \`${'c d '.repeat(60)}" (1 ms)`],
    ['a long Location', `302 Found, Location: https://duka.co.ke/${'login/'.repeat(200)}?next=/cb (14 ms)`],
    ['a relative Location', `302 Found, Location: /${'login/'.repeat(200)}?next=/cb (14 ms)`],
    ['emoji', `200 OK, "${'💥'.repeat(120)}" (1 ms)`],
  ])('fits 80 columns: %s', (_, message) => {
    expect(widest(seen(message))).toBeLessThanOrEqual(80)
    expect(widest(seen(message, { glyphs: asciiGlyphs }))).toBeLessThanOrEqual(80)
    expect(seen(message)).toMatch(/\(\d+ ms\)$/m)
  })

  it('keeps all of what is no URL, and the beginning of what is one', () => {
    const body = Array.from({ length: 40 }, (_, index) => `"${index}":1`).join(',')
    expect(seen(`500, "{${body}}" (1 ms)`).replaceAll(/\s+/g, '')).toContain(body)
    expect(seen(`302, Location: https://duka.co.ke/login?next=${'x'.repeat(300)}`)).toMatch(
      / https:\/\/duka\.co\.ke\/login\?next=x+…$/m,
    )
  })

  it('shows no half of a secret', () => {
    const redact = (text: string) => text.replaceAll('invented-secret', '********')
    for (let length = 0; length < 90; length++) {
      const text = seen(`500, "${'x'.repeat(length)}invented-secret${'y'.repeat(90)}"`, { redact })
      expect(text.replaceAll(/\s+/g, '')).not.toMatch(/invented|secret/)
    }
  })

  it('fits whatever a server says', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 64, max: 120 }), (message, width) => {
        const found = seen(message.repeat(20), { width, verbose: false }).split('\n')
        expect(found.filter((line) => line.length > width)).toEqual([])
      }),
    )
  })
})

describe('the last screen of a small terminal', () => {
  const context = { definitions: sampleDefinitions }
  const passes = Array.from({ length: 30 }, (_, index) => sampleCheck({ id: `p${index}`, family: 'db', detail: null }))
  const failing = sampleCheck({ id: 'tunnel-alive', family: 'tunnel', status: 'fail', findings: [sampleFinding()] })
  const lastScreen = (report: Report) => pretty(report, context).trimEnd().split('\n').slice(-23).join('\n')
  const reportWith = (code: string | undefined, checks: readonly CheckResult[], causes: number) => {
    const fix = { summary: 'Add the route.', ...(code === undefined ? {} : { code }) }
    const { verdict } = sampleReport()
    const more = Array.from({ length: causes }, (_, index) => ({ ...verdict.causes[0], code: `edge/x${index}` }))
    return sampleReport({
      checks,
      next: 'fix that, then run `mpesa-doctor` again',
      verdict: {
        ...verdict,
        explanation: 'The provider answers. Nobody reads this.',
        fix,
        causes: [...verdict.causes, ...more] as typeof verdict.causes,
      },
    })
  }

  it('has cause, reason, fix and next step, however much stands above', () => {
    const screen = lastScreen(reportWith("app.post('/cb')\n  .json()", [failing, ...passes], 0))
    expect(screen).toMatch(
      /^Root cause: .*\nWhy: The provider answers\.\nFix: Add the route\.\n {5}app\.post\('\/cb'\)$/m,
    )
    expect(screen).toMatch(/^ {7}\.json\(\)$/m)
    expect(screen).toMatch(/^Next: fix that/m)
    expect(screen).not.toContain('Nobody reads this')
  })

  it('says it once where the finding is still in sight', () => {
    const text = pretty(
      reportWith(
        undefined,
        [...passes, failing].map((check) => ({ ...check, family: 'db' })),
        0,
      ),
    )
    expect(text).not.toMatch(/^(Why|Fix):/m)
    expect(text).toMatch(/^ {6}fix /m)
  })

  it('is never more than one screen: long code and many causes are pointed at', () => {
    const code = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n')
    const screen = lastScreen(reportWith(code, [failing, ...passes], 20))
    expect(screen).toMatch(/^Root cause: /m)
    expect(screen).toMatch(/^Fix: Add the route\.\n.*40 lines to paste/m)
    expect(screen).toMatch(/^Also: 16 more/m)
  })

  it('leaves out the command that the next step is', () => {
    const report = sampleReport({ checks: [failing, ...passes], next: '`mpesa-doctor tunnel 5000`, then look again' })
    expect(lastScreen(report).match(/mpesa-doctor tunnel 5000/g)).toHaveLength(1)
  })

  it('gives the same lines with colour', async () => {
    const report = reportWith("app.post('/cb')", [failing, ...passes], 2)
    const colored = pretty(report, { ...context, paint: await loadPaint(true) })
    expect(colored.replaceAll(/\x1b\[\d+m/g, '')).toBe(pretty(report, context).replaceAll('`', ''))
  })

  it('takes one line for all that lack the same thing, whatever they look at', () => {
    const lacking = ['edge', 'app', 'db'].map((family) => skipped(`of ${family}`, { family }))
    const text = pretty(sampleReport({ checks: [sampleCheck(), ...lacking] }))
    expect(text.match(/needs: a database/g)).toHaveLength(1)
    expect(text).toContain('- of edge, and 2 more (needs: a database)')
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
