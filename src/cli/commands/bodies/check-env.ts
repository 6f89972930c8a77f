import { staticChecks } from '../../../checks/static.ts'
import { staticExplanations } from '../../../checks/static-explanations.ts'
import type { Comparison } from '../../../core/comparison.ts'
import { usageError } from '../../../core/errors.ts'
import { loaderNames } from '../../../core/loader-name.ts'
import { readEnvValues } from '../../../probes/env-values.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { nextAfter } from '../../next-step.ts'
import { type ReportPlan, runReport } from '../../run-report.ts'

export const runCheckEnv: CommandBody = async (invocation) => {
  if (isAskedFor(invocation, 'fix') || isAskedFor(invocation, 'diff'))
    return (await import('./fix-env.ts')).fixEnv(invocation, planReport)
  refuseWithoutFix(invocation)
  return runReport(invocation, await planReport(invocation))
}

/** A file that comes with the project must not make a check write, nor send the app's keys anywhere. */
function isAskedFor({ values }: Invocation, name: 'fix' | 'diff' | 'online'): boolean {
  const given = values.get(name)
  if (given?.value !== true) return false
  if (given.origin.kind === 'config')
    throw usageError('config-invalid', `\`${name}\` cannot be switched on in ${given.origin.file}`, {
      summary: `say it each time: \`mpesa-doctor check-env --${name}\``,
    })
  return true
}

/** How to write, where nothing is written, is a slip. */
function refuseWithoutFix({ values }: Invocation): void {
  for (const name of ['backup', 'inPlace', 'followSymlinks']) {
    const origin = values.get(name)?.origin
    if (origin?.kind === 'option')
      throw usageError('option-without-fix', `\`${origin.name}\` says how to write, but nothing is written`, {
        summary: `add --fix: \`mpesa-doctor check-env --fix ${origin.name}\``,
      })
  }
}

async function planReport(invocation: Invocation): Promise<ReportPlan> {
  const comparison = await compareIfAsked(invocation)
  const online = isAskedFor(invocation, 'online') ? await loadOnline() : undefined
  return {
    checks: [...staticChecks, ...(online?.checks ?? [])],
    allChecks: async () => (await import('../../../checks/index.ts')).checks,
    explanations: [...staticExplanations, ...(online?.explanations ?? [])],
    isSubject: () => true,
    healthy:
      online === undefined
        ? { title: 'The env file is in order', explanation: '' }
        : { title: 'The env file is in order, and Daraja accepts the keys in it', explanation: '' },
    next: nextAfter(
      '`mpesa-doctor check-env`',
      'run `mpesa-doctor`, which also looks at the callback URL, the app and the database',
    ),
    comparison,
    ...(comparison === undefined ? {} : { extra: { readings: comparison.rows } }),
  }
}

/** Loaded only when it is asked for: a check of files must not wait for anything that can call out. */
async function loadOnline() {
  const [{ onlineChecks }, { darajaExplanations }] = await Promise.all([
    import('../../../checks/online.ts'),
    import('../../../checks/daraja/explanations.ts'),
  ])
  return { checks: onlineChecks, explanations: darajaExplanations }
}

async function compareIfAsked(invocation: Invocation): Promise<Comparison | undefined> {
  const key = optionValue<string>(invocation, 'compare')
  if (key === undefined) return undefined
  const { compareKey } = await import('../../compare-key.ts')
  const { project, ports, settings } = invocation
  const isNamed = optionValue(invocation, 'loader') !== undefined
  return compareKey({
    key,
    values: readEnvValues(project),
    areFilesNamed: project.envFilesNamed,
    // Whoever names loaders wants to see those; otherwise all of them, because the app may be deployed elsewhere.
    loaders: isNamed
      ? loaderNames.filter((name) => project.stack.loaders.some((used) => used.name === name))
      : loaderNames,
    renamed: settings.get('variables')?.value ?? {},
    digest: ports.digest.short,
  })
}
