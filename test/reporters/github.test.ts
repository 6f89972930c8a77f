import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { githubReporter } from '../../src/reporters/github.ts'
import { annotationCommand, plainLine } from '../../src/reporters/github-command.ts'
import {
  hostileReport,
  hostileText,
  sampleCheck,
  sampleContext,
  sampleFinding,
  sampleReport,
  sampleWarning,
} from '../helpers/sample-report.ts'

interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/** Reads a line as the runner does: today's syntax at the beginning, the older one anywhere. */
function readLine(line: string): Command | 'older command' | undefined {
  const match = /^\s*::([^ :]+)(?: (.*?))?::(.*)$/.exec(line)
  if (match === null) return line.includes('##[') ? 'older command' : undefined
  const [, name = '', list = '', message = ''] = match
  const decode = (text: string, pairs: readonly (readonly [string, string])[]) =>
    pairs.reduce((result, [token, character]) => result.replaceAll(token, character), text)
  const data = [
    ['%0D', '\r'],
    ['%0A', '\n'],
  ] as const
  const properties = Object.fromEntries(
    list.split(',').map((entry) => {
      const at = entry.indexOf('=')
      return [entry.slice(0, at), decode(entry.slice(at + 1), [...data, ['%3A', ':'], ['%2C', ','], ['%25', '%']])]
    }),
  )
  return { name, properties, message: decode(message, [...data, ['%25', '%']]) }
}

const render = (report = sampleReport()) => githubReporter.render(report, sampleContext())
const lines = (output: string) => output.split(/\r\n|\r|\n/).slice(0, -1)
const commands = (output: string) =>
  lines(output)
    .map(readLine)
    .filter((entry) => typeof entry === 'object')

function withFindings(errors: number, warnings: number) {
  const findings = [
    ...Array.from({ length: warnings }, () => sampleWarning),
    ...Array.from({ length: errors }, (_, index) => sampleFinding({ code: 'app/unlisted', message: `${index}` })),
    sampleFinding({ message: 'root' }),
  ]
  return sampleReport({ checks: [sampleCheck({ status: 'fail', findings })] })
}

describe('the GitHub reporter', () => {
  it('annotates errors first, then warnings, then the verdict, and ends with a plain line', () => {
    const output = render()
    expect(commands(output).map(({ name }) => name)).toEqual(['error', 'error', 'warning', 'notice'])
    expect(readLine(lines(output).at(-1) ?? '')).toBeUndefined()
    expect(lines(output).at(-1)).toContain('1 crashed, 1 failed, 1 warning, 1 passed, 1 skipped')
  })

  it('names a file only where the finding has one', () => {
    const [error, , warning, notice] = commands(render())
    expect(error?.properties).toEqual({ title: 'tunnel/offline: Nobody holds the tunnel URL any more' })
    expect(error?.message).toContain('mpesa-doctor tunnel 5000')
    expect(warning?.properties).toMatchObject({ file: '.env', line: '9', col: '17' })
    expect(notice?.properties.title).toContain('tunnel/offline')
  })

  it('shows ten of a kind, the root cause among them, and says how many are left out', () => {
    const output = render(withFindings(12, 11))
    const names = commands(output).map(({ name }) => name)
    expect(names.filter((name) => name === 'error')).toHaveLength(10)
    expect(names.filter((name) => name === 'warning')).toHaveLength(10)
    expect(commands(output)[0]?.message).toMatch(/^root\n/)
    expect(lines(output).some((line) => line.startsWith('3 more errors and 1 more warning not annotated'))).toBe(true)
  })

  it('says nothing of omissions at the limit', () => {
    expect(lines(render(withFindings(9, 10)))).toHaveLength(10 + 10 + 2)
  })

  it('writes paths with slashes', () => {
    const line = annotationCommand({ level: 'error', title: 't', message: 'm', file: 'config\\app.env', line: 1 })
    expect(line).toBe('::error file=config/app.env,line=1,title=t::m')
  })

  it('escapes what would end a property, a command or a line', () => {
    const line = annotationCommand({ level: 'warning', title: 'a:b,c%0A\r\nd', message: '100%\n::error::x' })
    expect(line).toBe('::warning title=a%3Ab%2Cc%250A%0Ad::100%25%0A::error::x')
  })

  it('gives the runner only the commands that it means', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const findings = report.checks.flatMap((check) => check.findings)
        const crashes = report.checks.filter((check) => check.status === 'crash').length
        const errors = findings.filter((finding) => finding.severity === 'error').length + crashes
        const warnings = findings.filter((finding) => finding.severity === 'warning').length
        const read = lines(render(report)).map(readLine)
        expect(read).not.toContain('older command')
        expect(read.filter((entry) => typeof entry === 'object').map(({ name }) => name)).toEqual([
          ...Array.from({ length: Math.min(errors, 10) }, () => 'error'),
          ...Array.from({ length: Math.min(warnings, 10) }, () => 'warning'),
          'notice',
        ])
        for (const entry of read)
          if (typeof entry === 'object')
            for (const key of Object.keys(entry.properties)) expect(['file', 'line', 'col', 'title']).toContain(key)
      }),
    )
  })

  it('prints any text as a line that is no command', () => {
    fc.assert(fc.property(hostileText, (text) => readLine(plainLine(text)) === undefined))
    expect(plainLine('::error::x')).toBe(': :error::x')
  })
})
