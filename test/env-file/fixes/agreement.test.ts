import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { staticChecks } from '../../../src/checks/static.ts'
import type { Finding } from '../../../src/core/finding.ts'
import { type LoaderName, loaderNames } from '../../../src/core/loader-name.ts'
import { runChecks } from '../../../src/core/run-checks.ts'
import { createSettings } from '../../../src/core/settings.ts'
import type { StackSource } from '../../../src/core/stack.ts'
import type { Fix } from '../../../src/env-file/fixes/fix.ts'
import { fixes } from '../../../src/env-file/fixes/index.ts'
import { planFixes } from '../../../src/env-file/fixes/plan-fixes.ts'
import { loaders } from '../../../src/env-file/loaders/index.ts'
import { fakePorts } from '../../helpers/fake-ports.ts'
import { projectFacts } from '../../helpers/project-facts.ts'
import { utf8 } from '../env-text.ts'
import { fixUse, readersOf } from './fix-use.ts'

const command = 'mpesa-doctor check-env --fix'
const codes = new Set<string>(fixes.map(({ code }: Fix) => code))
const checks = staticChecks.filter((check) => Object.keys(check.codes).some((code) => codes.has(code)))
const known = loaderNames.filter((name) => loaders[name] !== undefined)

/** One variable, written in many ways; what several lines do to each other is another question. */
const writtenIn = (rest: string) =>
  fc
    .tuple(
      fc.constantFrom('', '', '  ', 'export ', '\u00a0', '\ufeff'),
      fc.constantFrom('MPESA_CALLBACK_URL', 'MPESA_PASSKEY', 'MPESA_INITIATOR_NAME'),
      fc.constantFrom('=', '=', ' = ', '= ', ': ', '\u00a0='),
      fc.constantFrom(
        'v',
        '"v"',
        "'v'",
        '`v`',
        '"v w"',
        'v w',
        '“v”',
        'v\u200bw',
        '\u00a0v\u00a0',
        '" v "',
        'pa$A',
        '"x#y"',
      ),
      fc.constantFrom('', '', '  ', '\t', ' # note'),
    )
    .map((parts) => `# first\n${parts.join('')}\n${rest}`)
const line = writtenIn('; last\n')
const healthyLine = writtenIn('# last\n')

async function findingsIn(
  bytes: Uint8Array,
  names: readonly LoaderName[],
  source: StackSource = 'detected',
): Promise<readonly Finding[]> {
  const project = projectFacts({ env: bytes, loaders: names })
  const results = await runChecks({
    checks,
    ports: fakePorts(),
    settings: createSettings([]),
    project: { ...project, stack: { ...project.stack, source } },
    signal: new AbortController().signal,
    emit: () => undefined,
  })
  return results.flatMap(({ findings }) => findings)
}

/** What is worse than a note. */
async function faultsIn(...file: Parameters<typeof findingsIn>): Promise<readonly Finding[]> {
  return (await findingsIn(...file)).filter(({ severity }) => severity !== 'info')
}

/** A variable that is empty or missing is a fault of its own. */
function isReadByAll(bytes: Uint8Array, names: readonly LoaderName[]): boolean {
  return readersOf(names).every(({ read }) => {
    const file = read(bytes)
    return (
      file.kind === 'read' &&
      [...file.variables].some(([key, one]) => /^MPESA_[A-Z_]+$/.test(key) && one.kind === 'value' && one.value !== '')
    )
  })
}

/** Codes and lines of what the tool says that it can fix itself. */
async function promised(bytes: Uint8Array, names: readonly LoaderName[]): Promise<readonly string[]> {
  const faults = await faultsIn(bytes, names)
  return faults
    .filter(({ fix }) => fix?.command === command)
    .map(({ code, location }) => `${code}:${location?.line ?? 1}`)
}

describe('what the checks find nothing wrong with', () => {
  it.each<[StackSource, string]>([
    ['detected', 'uses'],
    ['unknown', 'may use'],
  ])(
    'is left alone, and nothing is said about it (%s: loaders that the app %s)',
    async (source) => {
      let healthy = 0
      await fc.assert(
        fc.asyncProperty(healthyLine, fc.subarray([...known], { minLength: 1, maxLength: 3 }), async (file, names) => {
          const bytes = utf8(file)
          // A shell cuts the value at the blank, which has other signs than a variable that is lost.
          if (names.includes('sh') && /^[ \t]*export .*[^"]v w/m.test(file)) return
          if (!isReadByAll(bytes, names) || (await faultsIn(bytes, names, source)).length > 0) return
          healthy++
          const plan = planFixes(bytes, fixUse(names, { isGuess: source === 'unknown' }))
          expect(plan.outcomes).toEqual([])
          expect(plan.bytes).toBe(bytes)
        }),
        { numRuns: 1000 },
      )
      expect(healthy).toBeGreaterThan(100)
    },
    30_000,
  )
})

describe('what the checks call fixable', () => {
  it('is fixed, or it is said why not', async () => {
    await fc.assert(
      fc.asyncProperty(line, fc.subarray([...known], { minLength: 1, maxLength: 2 }), async (file, names) => {
        const plan = planFixes(utf8(file), fixUse(names))
        // One fault that is refused can stand in the way of another one of its line, and is said.
        const refused = new Set(planFixes(plan.bytes, fixUse(names)).outcomes.map(({ line }) => `${line}`))
        const left = (await promised(plan.bytes, names)).filter((one) => !refused.has(one.slice(one.indexOf(':') + 1)))
        expect(left).toEqual([])
      }),
      { numRuns: 400 },
    )
  }, 30_000)

  it.each<StackSource>(['detected', 'unknown'])(
    'by its own command: is fixed by that, or it is said why not (stack: %s)',
    async (source) => {
      let tried = 0
      await fc.assert(
        fc.asyncProperty(line, fc.subarray([...known], { minLength: 1, maxLength: 3 }), async (file, names) => {
          const isOnly = ({ fix }: Finding): boolean => fix?.command?.startsWith(`${command} --only `) === true
          const found = (await findingsIn(utf8(file), names, source)).filter(isOnly)
          for (const { code, fix } of found) {
            tried++
            expect(fix?.command).toBe(`${command} --only ${code}`)
            const isNamed = (one: string): boolean => one === code
            const use = fixUse(names, { isWanted: isNamed, isNamed, isGuess: source === 'unknown' })
            const plan = planFixes(utf8(file), use)
            const after = (await findingsIn(plan.bytes, names, source)).filter(isOnly).map((one) => one.code)
            if (plan.outcomes.every(({ reason }) => reason === null)) expect(after).not.toContain(code)
          }
        }),
        { numRuns: 300 },
      )
      expect(tried).toBeGreaterThan(20)
    },
    30_000,
  )
})
