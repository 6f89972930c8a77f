import { describe, expect, it } from 'vitest'
import { knownVariables } from '../../../src/daraja/variables.ts'
import type { FixUse } from '../../../src/env-file/fixes/fix.ts'
import { planFixes } from '../../../src/env-file/fixes/plan-fixes.ts'
import { loaders } from '../../../src/env-file/loaders/index.ts'
import { ourKeys } from '../../../src/probes/our-keys.ts'
import { faultRows, utf8 } from './fault-rows.ts'
import { runEnvChecks } from './run-env-checks.ts'

const rows = Object.values(faultRows).flat()

describe('a fix that is promised', () => {
  it.each(rows)('takes the fault away: %s', async (_what, env, options) => {
    const bytes = typeof env === 'string' ? utf8(env) : env
    const before = await runEnvChecks(bytes, options)
    const promised = before.findings.filter(({ code, fix }) => fix?.automatic === true && code.startsWith('env/'))
    const { guess = false, names = {}, nodeMajor = 22, process: variables = {} } = options
    const { variableOf } = ourKeys((name) => names[name] ?? name)
    const use: FixUse = {
      readers: (options.loaders ?? ['dotenv']).map((name) => ({
        name,
        read: (file) => loaders[name].read(file, { variables, nodeMajor }),
      })),
      isWanted: () => true,
      isStrict: (key) => {
        const kind = knownVariables.find(({ name }) => name === variableOf(key)?.name)?.kind
        return kind !== undefined && kind !== 'password' && kind !== 'initiator'
      },
      isFreeSecret: (key) => variableOf(key)?.kind === 'password',
      isOurs: (key) => variableOf(key) !== undefined,
      isGuess: guess,
    }
    const commands = new Map<string, Set<string>>()
    for (const { code, fix } of promised)
      commands.set(fix?.command ?? '', (commands.get(fix?.command ?? '') ?? new Set()).add(code))
    for (const [command, codes] of commands) {
      const [only] = /(?<= --only )\S+$/.exec(command) ?? []
      const named = { isWanted: (code: string) => code === only, isNamed: (code: string) => code === only }
      const plan = planFixes(bytes, only === undefined ? use : { ...use, ...named })
      const after = await runEnvChecks(plan.bytes, options)
      for (const code of codes)
        expect(
          after.about(code).filter(({ fix }) => fix?.command === command),
          `${code}: ${command}`,
        ).toEqual([])
    }
  })
})
