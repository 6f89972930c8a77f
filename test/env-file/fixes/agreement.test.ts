import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { staticChecks } from '../../../src/checks/static.ts'
import { type LoaderName, loaderNames } from '../../../src/core/loader-name.ts'
import { runChecks } from '../../../src/core/run-checks.ts'
import { createSettings } from '../../../src/core/settings.ts'
import type { Fix } from '../../../src/env-file/fixes/fix.ts'
import { fixes } from '../../../src/env-file/fixes/index.ts'
import { planFixes } from '../../../src/env-file/fixes/plan-fixes.ts'
import { loaders } from '../../../src/env-file/loaders/index.ts'
import { fakePorts } from '../../helpers/fake-ports.ts'
import { projectFacts } from '../../helpers/project-facts.ts'
import { utf8 } from '../env-text.ts'
import { fixUse } from './fix-use.ts'

const command = 'mpesa-doctor check-env --fix'
const codes = new Set<string>(fixes.map(({ code }: Fix) => code))
const checks = staticChecks.filter((check) => Object.keys(check.codes).some((code) => codes.has(code)))
const known = loaderNames.filter((name) => loaders[name] !== undefined)

/** One variable, written in many ways; what several lines do to each other is another question. */
const line = fc
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
  .map((parts) => `# first\n${parts.join('')}\n; last\n`)

/** Codes and lines of what the tool says that it can fix itself. */
async function promised(bytes: Uint8Array, names: readonly LoaderName[]): Promise<readonly string[]> {
  const results = await runChecks({
    checks,
    ports: fakePorts(),
    settings: createSettings([]),
    project: projectFacts({ env: bytes, loaders: names }),
    signal: new AbortController().signal,
    emit: () => undefined,
  })
  return results
    .flatMap(({ findings }) => findings)
    .filter(({ fix, severity }) => fix?.command === command && severity !== 'info')
    .map(({ code, location }) => `${code}:${location?.line ?? 1}`)
}

describe('what the checks call fixable', () => {
  it('is fixed, or it is said why not', async () => {
    await fc.assert(
      fc.asyncProperty(line, fc.subarray([...known], { minLength: 1, maxLength: 2 }), async (file, names) => {
        const plan = planFixes(utf8(file), fixUse(names))
        const refused = planFixes(plan.bytes, fixUse(names)).outcomes.map(({ code, line }) => `${code}:${line}`)
        const left = (await promised(plan.bytes, names)).filter((one) => !refused.includes(one))
        expect(left).toEqual([])
      }),
      { numRuns: 400 },
    )
  }, 30_000)
})
