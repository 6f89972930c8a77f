import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOutput } from '../../src/cli/output.ts'
import { createRedactor } from '../../src/core/redact.ts'
import { asciiGlyphs, toAscii, unicodeGlyphs } from '../../src/reporters/glyphs.ts'
import { plainPaint } from '../../src/reporters/paint.ts'
import { renderPretty } from '../../src/reporters/pretty.ts'
import { renderShort } from '../../src/reporters/short.ts'
import { sampleCheck, sampleDefinitions, sampleFinding, sampleReport } from '../helpers/sample-report.ts'

const special = 'a · b … c ’ d – e → f × g — h'

describe('toAscii', () => {
  it.each([
    ['127.0.0.1:443 · 3 ms', '127.0.0.1:443 | 3 ms'],
    ['wait …', 'wait ...'],
    ['Daraja’s', "Daraja's"],
    ['pending → paid', 'pending -> paid'],
    ['2 × 500 – 3', '2 x 500 - 3'],
    ['“so”', '"so"'],
    // Names of people and goods are not ours to spell.
    ['Wanjikũ 💥', 'Wanjikũ 💥'],
  ])('%s', (text, expected) => {
    expect(toAscii(text)).toBe(expected)
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(toAscii(toAscii(text))).toBe(toAscii(text))
      }),
    )
  })
})

describe('a report in plain characters', () => {
  const report = sampleReport({
    checks: [
      sampleCheck({ status: 'pass', findings: [], detail: special }),
      sampleCheck({ status: 'skip', findings: [], reason: special, skippedBecause: 'blocked' }),
      sampleCheck({
        status: 'fail',
        findings: [
          sampleFinding({ message: special, fix: { summary: special, code: special }, evidence: { body: special } }),
        ],
      }),
    ],
    next: special,
  })
  const context = { paint: plainPaint, width: 80, verbose: true, definitions: sampleDefinitions }

  it('has no other ones, whoever wrote the text', () => {
    expect(renderPretty(report, { ...context, glyphs: asciiGlyphs })).toMatch(/^[\n\x20-\x7e]*$/)
    expect(renderShort(report, { ...context, glyphs: asciiGlyphs })).toMatch(/^[\n\x20-\x7e]*$/)
  })

  it('leaves them where they can be shown', () => {
    expect(renderPretty(report, { ...context, glyphs: unicodeGlyphs })).toContain(special)
    expect(renderShort(report, { ...context, glyphs: unicodeGlyphs })).toContain(special)
  })
})

describe('output in plain characters', () => {
  async function outputOf(variables: Readonly<Record<string, string>>, ascii?: boolean) {
    const written = { stdout: '', stderr: '' }
    const stream = (name: keyof typeof written) => ({
      write: (text: string) => {
        written[name] += text
      },
      isTerminal: false,
      columns: 80,
    })
    const redactor = createRedactor()
    redactor.add('hid·den’s secret')
    const deps = { stdout: stream('stdout'), stderr: stream('stderr'), variables, platform: 'linux' }
    return { written, output: await createOutput(deps, redactor, { ascii }) }
  }

  it.each<[string, Readonly<Record<string, string>>, boolean | undefined]>([
    ['--ascii', { LANG: 'C.UTF-8' }, true],
    ['TERM=dumb', { TERM: 'dumb' }, undefined],
    ['LC_ALL=C', { LC_ALL: 'C', LANG: 'C.UTF-8' }, undefined],
  ])('is written with %s, but for documents', async (_, variables, ascii) => {
    const { written, output } = await outputOf(variables, ascii)
    output.data(special)
    output.talk(special)
    expect(written).toEqual({ stdout: toAscii(special), stderr: toAscii(special) })
    output.document(special)
    expect(written.stdout).toBe(toAscii(special) + special)
  })

  it('still hides a secret that has such characters', async () => {
    const { written, output } = await outputOf({}, true)
    output.data('it is hid·den’s secret')
    output.talk('it is hid·den’s secret')
    expect(written).toEqual({ stdout: 'it is ********', stderr: 'it is ********' })
    expect(output.glyphs.text('hid·den’s secret')).toBe('********')
  })

  it('is not written otherwise', async () => {
    const { written, output } = await outputOf({ LANG: 'C.UTF-8' })
    output.data(special)
    expect(written.stdout).toBe(special)
  })
})
