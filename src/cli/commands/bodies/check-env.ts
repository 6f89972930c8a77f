import { staticChecks } from '../../../checks/static.ts'
import { staticExplanations } from '../../../checks/static-explanations.ts'
import type { Comparison } from '../../../core/comparison.ts'
import { loaderNames } from '../../../core/loader-name.ts'
import { readEnvValues } from '../../../probes/env-values.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { nextAfter } from '../../next-step.ts'
import { runReport } from '../../run-report.ts'

export const runCheckEnv: CommandBody = async (invocation) => {
  const comparison = await compareIfAsked(invocation)
  return runReport(invocation, {
    checks: staticChecks,
    allChecks: async () => (await import('../../../checks/index.ts')).checks,
    explanations: staticExplanations,
    isSubject: () => true,
    healthy: { title: 'The env file is in order', explanation: '' },
    next: nextAfter(
      '`mpesa-doctor check-env`',
      'run `mpesa-doctor`, which also looks at the callback URL, the app and the database',
    ),
    comparison,
    ...(comparison === undefined ? {} : { extra: { readings: comparison.rows } }),
  })
}

async function compareIfAsked(invocation: Invocation): Promise<Comparison | undefined> {
  const key = optionValue<string>(invocation, 'compare')
  if (key === undefined) return undefined
  const { compareKey } = await import('../../compare-key.ts')
  const { project, ports } = invocation
  const isNamed = optionValue(invocation, 'loader') !== undefined
  return compareKey({
    key,
    values: readEnvValues(project),
    // Whoever names loaders wants to see those; otherwise all of them, because the app may be deployed elsewhere.
    loaders: isNamed
      ? loaderNames.filter((name) => project.stack.loaders.some((used) => used.name === name))
      : loaderNames,
    digest: ports.digest.short,
  })
}
