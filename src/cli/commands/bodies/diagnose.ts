import { explanations } from '../../../checks/explanations.ts'
import { checks } from '../../../checks/index.ts'
import type { AnyCheck } from '../../../core/check.ts'
import { openCallbackLog } from '../../callbacks-of-order.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { diagnosisChecks } from '../../diagnosis-checks.ts'
import { nextAfter } from '../../next-step.ts'
import { paceQueries } from '../../paced-queries.ts'
import { type ReportPlan, runReport } from '../../run-report.ts'
import { unseenFromHere } from '../../unknowable.ts'
import { watchNetwork } from '../../watch-network.ts'

/** The whole diagnosis: what plain `mpesa-doctor` runs, and what `demo` shows. */
export function diagnosisPlan(
  invocation: Pick<Invocation, 'settings' | 'project'>,
  chosen: readonly AnyCheck[] = checks,
): ReportPlan {
  const namedBy = (name: 'appUrl' | 'databaseUrl' | 'callbackUrl' | 'order'): boolean =>
    invocation.settings.get(name)?.origin.kind === 'option'
  return {
    checks: chosen,
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

export const runDiagnose: CommandBody = async (invocation) => {
  const isAboutOrder = invocation.settings.get('order') !== undefined
  // For one payment the answer is worth its wait; a proof of the keys is not.
  const pace = await paceQueries(invocation, isAboutOrder ? 'wait' : 'only-if-free')
  const only = invocation.globals.only?.flat() ?? []
  const ports = { ...invocation.ports, http: pace.http, callbacks: openCallbackLog(invocation) }
  const chosen = diagnosisChecks({ only, mayQuery: pace.isFree })
  return runReport({ ...invocation, ports }, diagnosisPlan(invocation, chosen))
}
