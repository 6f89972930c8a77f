import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generateDocs } from '../../scripts/generate-docs.ts'
import { describeLoaders } from '../../scripts/loader-table.ts'
import { handlerCodes } from '../../src/checks/handler/handler-codes.ts'
import { checks } from '../../src/checks/index.ts'
import { replyCodes } from '../../src/checks/replies/reply-codes.ts'
import { exitCodes } from '../../src/cli/exit-codes.ts'
import { definitionsOf } from '../../src/cli/run-report.ts'
import { faults } from '../../src/demo/faults.ts'
import { familyOrder, sections } from '../../src/reporters/families.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'docs', 'codes')
const knownCodes = JSON.parse(
  readFileSync(join(root, 'test', 'fixtures', 'known-codes.json'), 'utf8'),
) as readonly string[]
const registry = definitionsOf(checks)
const families = ['env', 'credentials', 'daraja', 'url', 'dns', 'tcp', 'tls', 'tunnel', 'edge', 'app', 'handler', 'db']

describe('docs/codes', () => {
  it('is what the generator writes, byte for byte', () => {
    const onDisk = Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
    )
    expect(onDisk).toEqual(Object.fromEntries(generateDocs()))
  })

  it('has beside it what each loader reads, as the loaders read it today', () => {
    expect(readFileSync(join(root, 'docs', 'loaders.md'), 'utf8')).toBe(describeLoaders())
  })

  it('has a page and a row for every code, with every check that finds it', () => {
    const index = readFileSync(join(folder, 'README.md'), 'utf8')
    for (const { id, codes } of checks)
      for (const code of Object.keys(codes)) {
        expect(index).toContain(`[${code}](${code.replace('/', '-')}.md)`)
        expect(readFileSync(join(folder, `${code.replace('/', '-')}.md`), 'utf8')).toContain(`\`${id}\``)
      }
  })

  it.each(faults.map(({ name, expect: code, severity }) => [name, code, severity] as const))(
    'explains what the demo’s fault %s leads to: %s',
    (_, code, severity) => {
      expect(readdirSync(folder)).toContain(`${code.replace('/', '-')}.md`)
      expect(registry[code]).toBeDefined()
      // A finding may be milder or graver than usual, but the table of the demo should not surprise.
      if (registry[code]?.severity !== severity)
        expect(['app/html-reply', 'app/slow-ack', 'url/not-https']).toContain(code)
    },
  )
})

describe('names that scripts rely on', () => {
  it('are codes of the public list and no others', () => {
    const unknown = [...Object.keys(registry), ...Object.keys(replyCodes), ...Object.keys(handlerCodes)].filter(
      (code) => !knownCodes.includes(code),
    )
    expect(unknown).toEqual([])
  })

  it('belong to a family that the verdict can order and the report has a heading for', () => {
    expect(familyOrder).toEqual([...families, 'payment', 'c2b'])
    expect(sections.flatMap((section) => section.families).sort()).toEqual([...familyOrder].sort())
    for (const code of knownCodes) expect(familyOrder).toContain(code.slice(0, code.indexOf('/')))
    for (const { family } of checks) expect(familyOrder).toContain(family)
  })

  it('name each check once, in kebab case, unlike any family or code', () => {
    const ids = checks.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
      expect(familyOrder).not.toContain(id)
    }
  })

  it('mean the same wherever a code has several checks', () => {
    for (const check of checks)
      for (const [code, definition] of Object.entries(check.codes)) expect(definition).toEqual(registry[code])
  })

  it('are the exit codes of the contract', () => {
    const table = Object.fromEntries(Object.entries(exitCodes).map(([name, { code }]) => [name, code]))
    expect(table).toEqual({
      ok: 0,
      problem: 1,
      usage: 2,
      inconclusive: 3,
      timedOut: 4,
      conflict: 5,
      warnings: 7,
      internal: 70,
      interrupted: 130,
      terminated: 143,
    })
  })
})
