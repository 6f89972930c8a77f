import { staticChecks } from '../../../checks/static.ts'
import { staticExplanations } from '../../../checks/static-explanations.ts'
import type { CommandBody } from '../../command.ts'
import { nextAfter } from '../../next-step.ts'
import { runReport } from '../../run-report.ts'

export const runCheckEnv: CommandBody = (invocation) =>
  runReport(invocation, {
    checks: staticChecks,
    allChecks: async () => (await import('../../../checks/index.ts')).checks,
    explanations: staticExplanations,
    isSubject: () => true,
    healthy: { title: 'The env file is in order', explanation: '' },
    next: nextAfter(
      '`mpesa-doctor check-env`',
      'run `mpesa-doctor`, which also looks at the callback URL, the app and the database',
    ),
  })
