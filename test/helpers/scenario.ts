import { afterAll, describe, expect, it } from 'vitest'
import type { Program } from './real-servers-programs.ts'
import { reasonToSkip } from './real-servers-programs.ts'
import type { Kit, Setup } from './scenario-kit.ts'
import { createKit } from './scenario-kit.ts'
import type { Look } from './scenario-look.ts'
import { diagnose, look } from './scenario-look.ts'

/**
 * How a fault is shown.
 * - `server`: a real server has the fault
 * - `reply`: a server of this machine gives the reply that the real one is documented to give
 * - `simulated`: no server of one machine can show it, so the adapter's answer is put in its place
 */
export type Source = 'server' | 'reply' | 'simulated'

interface Common {
  readonly name: string
  /** Programs without which it is skipped. */
  readonly needs?: readonly Program[]
}

export interface Scenario extends Common {
  readonly code: string
  readonly source: Source
  readonly fault: (kit: Kit) => Promise<Setup>
  /** The same server without the fault; recorded faults have the healthy recordings instead. */
  readonly twin?: (kit: Kit) => Promise<Setup>
  readonly severity?: 'warning'
  /** How to tell a slow answer from a slow start takes seconds; once is enough. */
  readonly isSlow?: true
  /** Further causes that are right as well. */
  readonly also?: readonly string[]
  /** Fields that the finding's evidence must have. */
  readonly evidence?: Readonly<Record<string, unknown>>
  /** Words that the fix must have. */
  readonly fix?: RegExp
}

/** A set-up without any fault. */
export interface Healthy extends Common {
  readonly setup: (kit: Kit) => Promise<Setup>
}

interface Tally {
  faults: number
  healthy: number
  falseAlarms: number
}

/** Declares a test for every scenario, its twin, and every healthy set-up, and says the sums in the end. */
export function runScenarios(
  title: string,
  scenarios: readonly Scenario[],
  healthySetups: readonly Healthy[] = [],
): void {
  const { kit, stop } = createKit()
  const firstOf = new Map(scenarios.toReversed().map((scenario) => [scenario.code, scenario]))
  const silences = new Map<unknown, Promise<void>>()
  /** Scenarios that share a twin look at it once. */
  const silenceOf = (twin: NonNullable<Scenario['twin']>): Promise<void> => {
    const silence = silences.get(twin) ?? twin(kit).then((setup) => expectSilence(setup, tally))
    silences.set(twin, silence)
    return silence
  }
  const tally: Tally = { faults: 0, healthy: 0, falseAlarms: 0 }
  afterAll(async () => {
    await stop()
    const codes = new Set(scenarios.map(({ code }) => code)).size
    process.stdout.write(
      `${title}: ${codes} codes, ${tally.faults} faults named, ${tally.healthy} healthy runs, ${tally.falseAlarms} false alarms\n`,
    )
  })

  describe.concurrent(title, () => {
    for (const scenario of scenarios) {
      const { code, name, needs = [], twin } = scenario
      const skipped = reasonToSkip(needs)
      const suffix = skipped === undefined ? '' : ` (skipped: ${skipped})`
      it.skipIf(skipped !== undefined)(`${code}: ${name}${suffix}`, async () => {
        const setup = await scenario.fault(kit)
        await expectFault(scenario, await look(setup, []), code)
        if (setup.appUrl !== undefined)
          await expectFault(scenario, await look(setup, ['--app-url', setup.appUrl]), code)
        // The whole diagnosis must come to the same conclusion; once for each code.
        if (scenario === firstOf.get(code) && scenario.isSlow !== true) await expectDiagnosis(setup, code)
        tally.faults++
      })
      if (twin === undefined) continue
      it.skipIf(skipped !== undefined)(`${code}: nothing of it without the fault (${name})${suffix}`, async () => {
        await silenceOf(twin)
      })
    }
    for (const { name, needs = [], setup } of healthySetups) {
      const skipped = reasonToSkip(needs)
      const suffix = skipped === undefined ? '' : ` (skipped: ${skipped})`
      it.skipIf(skipped !== undefined)(`healthy: ${name}${suffix}`, async () => {
        await expectSilence(await setup(kit), tally)
      })
    }
  })
}

async function expectFault(scenario: Scenario, { command, exitCode, report }: Look, code: string): Promise<void> {
  const { severity = 'error', also = [], evidence, fix } = scenario
  const causes = report.verdict.causes.map((cause) => cause.code)
  expect(causes[0], command).toBe(code)
  expect(
    causes.slice(1).filter((cause) => !also.includes(cause)),
    command,
  ).toEqual([])
  expect(report.verdict.rootCause, command).toBe(severity === 'error' ? code : null)
  expect(exitCode, command).toBe(severity === 'error' ? 1 : 7)
  const findings = report.checks.flatMap((check) => check.findings).filter((finding) => finding.code === code)
  expect(
    findings.map((finding) => finding.severity),
    command,
  ).toContain(severity)
  if (evidence !== undefined && code === scenario.code) expect(findings[0]?.evidence, command).toMatchObject(evidence)
  if (fix !== undefined && severity === 'error') expect(JSON.stringify(report.verdict.fix), command).toMatch(fix)
}

async function expectDiagnosis(setup: Setup, code: string): Promise<void> {
  const { command, report } = await diagnose(setup)
  expect(report.verdict.causes[0]?.code, command).toBe(code)
}

async function expectSilence(setup: Setup, tally: Tally): Promise<void> {
  const runs = [[], ...(setup.appUrl === undefined ? [] : [['--app-url', setup.appUrl]])]
  for (const more of runs) {
    tally.healthy++
    const { command, exitCode, report } = await look(setup, more)
    const alarms = report.checks
      .flatMap(({ findings }) => findings)
      .filter(({ severity }) => severity !== 'info')
      .map(({ code, severity }) => `${severity} ${code}`)
    if (alarms.length > 0) tally.falseAlarms++
    expect({ alarms, exitCode }, command).toEqual({ alarms: [], exitCode: 0 })
    expect(report.checks.find(({ id }) => id === 'http-callback')?.status ?? 'pass', command).toBe('pass')
  }
}
