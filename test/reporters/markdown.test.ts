import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markdownReporter } from '../../src/reporters/markdown.ts'
import { escapeMarkdown, fencedBlock } from '../../src/reporters/markdown-text.ts'
import {
  hostileReport,
  hostileText,
  sampleContext,
  sampleReport,
  sampleWarningReport,
} from '../helpers/sample-report.ts'

const render = (report = sampleReport()) => markdownReporter.render(report, sampleContext())

/** Cells of a row as GitHub splits it: a backslash takes the next character with it, also inside code. */
function splitRow(line: string): readonly string[] {
  return line
    .replace(/\\[\s\S]/g, '\u0000')
    .split('|')
    .slice(1, -1)
}

describe('the Markdown reporter', () => {
  it('begins with the verdict and its fix', () => {
    const output = render()
    expect(output).toContain('**Root cause:** Nobody holds the tunnel URL any more (`tunnel/offline`, certain)')
    expect(output).toContain('```sh\nmpesa-doctor tunnel 5000\n```')
    expect(output).toContain("**Cannot be known from here:** whether Safaricom's network can reach this host")
  })

  it('has a row for each check, with its findings, its place or its reason', () => {
    const rows = render()
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .slice(2)
    expect(rows).toHaveLength(5)
    expect(rows[0]).toBe('| pass | env | Required variables are set |  |')
    expect(rows[1]).toContain('`env/inline-comment` `docker --env-file` would read')
    expect(rows[1]).toContain('(.env:9)<br>Fix: Move the comment.<br>`mpesa-doctor check-env --fix` |')
    expect(rows[2]).toContain('**fail**')
    expect(rows[3]).toContain('a database (set DATABASE\\_URL)')
    expect(rows[4]).toContain('TypeError: x is undefined')
  })

  it('leaves out the fix if nothing is wrong, and the table if nothing was checked', () => {
    expect(render(sampleWarningReport(0))).not.toContain('**Root cause:**')
    expect(render(sampleReport({ checks: [] }))).not.toContain('|')
  })

  it.each([
    ['a | b', 'a \\| b'],
    ['a\nb', 'a<br>b'],
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['[x](y) *z* _w_ ~v~', '\\[x\\](y) \\*z\\* \\_w\\_ \\~v\\~'],
    ['set `A_B` now', 'set `A_B` now'],
    ['set `A|B` now', 'set \\`A\\|B\\` now'],
    ['``a``', '\\`\\`a\\`\\`'],
    ['one ` only', 'one \\` only'],
    ['back\\slash', 'back\\\\slash'],
  ])('escapes %j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected)
  })

  it('keeps its rows and its blocks whatever a server put into the report', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const rows: string[] = []
        let fence: string | undefined
        for (const line of render(report).split(/\r\n|\r|\n/)) {
          if (fence !== undefined) {
            if (line === fence) fence = undefined
          } else if (/^`{3,}(?:sh)?$/.test(line)) fence = line.replace('sh', '')
          else if (line.startsWith('|')) rows.push(line)
          else expect(line).toMatch(/^(?:$|## mpesa-doctor diagnose|\*\*[A-Z])/)
        }
        expect(fence).toBeUndefined()
        expect(rows).toHaveLength(report.checks.length === 0 ? 0 : report.checks.length + 2)
        for (const row of rows) expect(splitRow(row)).toHaveLength(4)
      }),
    )
  })

  it('lets no markup through outside of code', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        // What is left without escaped characters, code spans and our own line breaks has no meaning.
        const left = escapeMarkdown(text)
          .replace(/\\[\\`*_[\]~|$]/g, '')
          .replace(/`[^`]+`/g, '')
          .replaceAll('<br>', '')
        expect(left).not.toMatch(/[\\`*_[\]~|$<>\n]|\p{Cc}(?<!\t)/u)
      }),
    )
  })

  it('fences a block so that its content cannot close it', () => {
    expect(fencedBlock('a\n```\nb\n', 'sh')).toBe('````sh\na\n```\nb\n````')
  })
})
