import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { plainRedactor } from '../../src/core/redact.ts'
import { tapReporter } from '../../src/reporters/tap.ts'
import { yamlLines } from '../../src/reporters/tap-yaml.ts'
import {
  hostileReport,
  sampleCheck,
  sampleContext,
  sampleReport,
  sampleWarningReport,
} from '../helpers/sample-report.ts'

interface TestPoint {
  readonly ok: boolean
  readonly number: number
  readonly description: string
  readonly skip: string | undefined
  yaml?: unknown
}

/** Reads TAP 14 and refuses every line that is not one of ours. */
function readTap(output: string): { readonly points: readonly TestPoint[]; readonly comments: readonly string[] } {
  const lines = output.split(/\r\n|\r|\n/)
  expect(lines.pop()).toBe('')
  expect(lines.shift()).toBe('TAP version 14')
  const count = Number(/^1\.\.(\d+)$/.exec(lines.shift() ?? '')?.[1])
  const points: TestPoint[] = []
  const comments: string[] = []
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const point = /^(not )?ok (\d+) - ((?:\\[\\#]|[^\\#])*?)(?: # SKIP ?((?:\\[\\#]|[^\\#])*))?$/.exec(line)
    if (point !== null) {
      const [, not, number, description = '', skip] = point
      points.push({ ok: not === undefined, number: Number(number), description, skip })
    } else if (line.startsWith('# ')) comments.push(line.slice(2))
    else if (line === '  ---') {
      const end = lines.indexOf('  ...')
      const block = lines.splice(0, end + 1).slice(0, -1)
      for (const entry of block) expect(entry).toMatch(/^ {2}/)
      const last = points.at(-1)
      if (last === undefined) throw new Error('YAML without a test point')
      last.yaml = parse(block.map((entry) => entry.slice(2)).join('\n'))
    } else throw new Error(`not TAP: ${JSON.stringify(line)}`)
  }
  expect(points.map((point) => point.number)).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  return { points, comments }
}

const render = (report = sampleReport()) => tapReporter.render(report, sampleContext({ redact: plainRedactor }))

describe('the TAP reporter', () => {
  it('makes a test point of each check', () => {
    const { points } = readTap(render())
    expect(points.map((point) => point.ok)).toEqual([true, true, false, true, false])
    expect(points[0]?.description).toBe('env: Required variables are set')
    expect(points[3]?.skip).toBe('a database (set DATABASE_URL)')
  })

  it('explains failures and crashes in YAML', () => {
    const { points } = readTap(render())
    expect(points[2]?.yaml).toMatchObject({
      check: 'tunnel-alive',
      status: 'fail',
      duration_ms: 1_230,
      findings: [{ code: 'tunnel/offline', evidence: { status: 404 }, fix: { command: 'mpesa-doctor tunnel 5000' } }],
    })
    expect(points[4]?.yaml).toMatchObject({ error: 'TypeError: x is undefined' })
    expect(points[0]?.yaml).toBeUndefined()
  })

  it('puts warnings into comments, unless the run failed because of them', () => {
    const lenient = readTap(render(sampleWarningReport(0)))
    expect(lenient.points.map((point) => point.ok)).toEqual([true, true])
    expect(lenient.comments[0]).toContain('warning env/inline-comment')
    const strict = readTap(render(sampleWarningReport(7)))
    expect(strict.points[1]).toMatchObject({ ok: false, yaml: { findings: [{ code: 'env/inline-comment' }] } })
  })

  it('ends with the verdict', () => {
    expect(readTap(render()).comments.slice(-2)).toEqual([
      'root cause: tunnel/offline (certain): Nobody holds the tunnel URL any more',
      'fix: mpesa-doctor tunnel 5000',
    ])
  })

  it('escapes what would be a directive', () => {
    const { points } = readTap(render(sampleReport({ checks: [sampleCheck({ title: 'no # SKIP \\ here' })] })))
    expect(points[0]).toMatchObject({ description: 'env: no \\# SKIP \\\\ here', skip: undefined })
  })

  it('can be read whatever a server put into the report, and keeps the text', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { points } = readTap(render(report))
        expect(points).toHaveLength(report.checks.length)
        for (const [index, check] of report.checks.entries()) {
          if (check.status !== 'fail') continue
          const messages = check.findings.map(({ message }) => message.replace(/\p{Cs}/gu, '\ufffd'))
          const yaml = points[index]?.yaml as { findings?: { message: string }[] }
          expect((yaml.findings ?? []).map(({ message }) => message)).toEqual(messages)
        }
      }),
    )
  })

  it('writes YAML that gives back what was put in, long keys too', () => {
    const mapping = { list: [{ a: { ['k'.repeat(2_000)]: [1, null, 'x: #y'], '': 1.5e300 } }], empty: [], none: {} }
    const yaml = yamlLines(mapping).join('\n')
    expect(parse(yaml)).toEqual(mapping)
    // Other readers than this one insist on the explicit form beyond 1024 characters.
    expect(yaml).toContain('{? "kkk')
  })
})
