import { explanations } from '../../../checks/explanations.ts'
import { checks } from '../../../checks/index.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { nextAfter } from '../../next-step.ts'
import { type ReportPlan, runReport } from '../../run-report.ts'
import { unseenFromHere } from '../../unknowable.ts'
import { watchNetwork } from '../../watch-network.ts'

/** The whole diagnosis: what plain `mpesa-doctor` runs, and what `demo` shows. */
export function diagnosisPlan(invocation: Pick<Invocation, 'settings' | 'project'>): ReportPlan {
  const namedBy = (name: 'appUrl' | 'databaseUrl' | 'callbackUrl' | 'order'): boolean =>
    invocation.settings.get(name)?.origin.kind === 'option'
  return {
    checks,
    allChecks: async () => checks,
    explanations,
    isSubject: ({ family, id }) =>
      (family === 'app' && namedBy('appUrl')) ||
      (id === 'database-opens' && namedBy('databaseUrl')) ||
      (id === 'order-found' && namedBy('order')) ||
      (id === 'public-reply' && namedBy('callbackUrl')),
    healthy: {
      title: 'No fault found',
      explanation: 'Everything that could be checked from this machine is in order.',
    },
    unknowable: (results) => unseenFromHere(results, invocation),
    watchNetwork,
    next: nextAfter(
      '`mpesa-doctor`',
      'send the callback of a pending order: `mpesa-doctor simulate <CheckoutRequestID>`',
    ),
  }
}

export const runDiagnose: CommandBody = (invocation) => runReport(invocation, diagnosisPlan(invocation))
