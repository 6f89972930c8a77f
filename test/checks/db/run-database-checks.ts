import { systemClock } from '../../../src/adapters/clock-system.ts'
import { createDatabase } from '../../../src/adapters/database-by-url.ts'
import { createHttpNode } from '../../../src/adapters/http-node.ts'
import { cryptoRandom } from '../../../src/adapters/random-crypto.ts'
import { checks as registry } from '../../../src/checks/index.ts'
import type { Ports } from '../../../src/core/ports.ts'
import type { CheckResult } from '../../../src/core/report.ts'
import { runChecks } from '../../../src/core/run-checks.ts'
import { secret } from '../../../src/core/secret.ts'
import type { SettingName, SettingValues } from '../../../src/core/settings.ts'
import { createSettings, layerOf } from '../../../src/core/settings.ts'
import { fakePorts } from '../../helpers/fake-ports.ts'
import { projectFacts } from '../../helpers/project-facts.ts'

const ports: Ports = {
  ...fakePorts(),
  http: createHttpNode(),
  database: createDatabase(),
  clock: systemClock,
  random: cryptoRandom,
}

const checks = registry.filter(({ family }) => family === 'db' || family === 'handler')

type Given = { readonly [K in Exclude<SettingName, 'databaseUrl'>]?: SettingValues[K] } & {
  readonly databaseUrl?: string
}

/** Runs the checks of this folder against a real database, as `diagnose` does. */
export async function runDatabaseChecks(given: Given): Promise<readonly CheckResult[]> {
  const { databaseUrl, ...rest } = given
  const values = { ...rest, ...(databaseUrl === undefined ? {} : { databaseUrl: secret(databaseUrl) }) }
  const origin = { kind: 'option', name: '--test' } as const
  const settings = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, origin }]))
  return runChecks({
    checks,
    ports,
    settings: createSettings([layerOf(settings)]),
    project: projectFacts(),
    signal: new AbortController().signal,
  })
}

/** "fail db/unreachable", "pass", "skip not-configured" by check. */
export function outline(results: readonly CheckResult[]): Record<string, string> {
  return Object.fromEntries(
    results.map(({ id, status, findings, skippedBecause, reason }) => [
      id,
      [
        status,
        ...findings.map(({ code }) => code),
        ...(skippedBecause === null ? [] : [skippedBecause]),
        ...(status === 'crash' ? [reason] : []),
      ].join(' '),
    ]),
  )
}
