import { explanations } from '../../../checks/explanations.ts'
import { checks } from '../../../checks/index.ts'
import { blameSandbox } from '../../../checks/payment/sandbox-silent.ts'
import type { AnyCheck } from '../../../core/check.ts'
import { createSettings, layerOf, type Settings } from '../../../core/settings.ts'
import { looksLikeCheckoutRequestId } from '../../../daraja/checkout-request-id.ts'
import { openCallbackLog } from '../../callbacks-of-order.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { asksForDaraja, diagnosisChecks } from '../../diagnosis-checks.ts'
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
    ...(invocation.settings.get('environment')?.value === 'production' ? {} : { revise: blameSandbox }),
    watchNetwork,
    next: nextAfter(
      `\`${commandFor(invocation.settings)}\``,
      'send the callback of a pending order: `mpesa-doctor simulate <CheckoutRequestID>`',
    ),
  }
}

/** The same again; an id is masked where it is printed, and cannot be pasted. */
function commandFor(settings: Settings): string {
  const order = settings.get('order')?.value
  if (order === undefined) return 'mpesa-doctor'
  return looksLikeCheckoutRequestId(order)
    ? 'mpesa-doctor diagnose <CheckoutRequestID>'
    : `mpesa-doctor diagnose ${order}`
}

/** Whoever asks about the way of a callback should not wait for Daraja, which is silent now and then. */
const inPassingMs = 4_000

export const runDiagnose: CommandBody = async (invocation) => {
  const isAboutOrder = invocation.settings.get('order') !== undefined
  const only = invocation.globals.only?.flat() ?? []
  const isAsked = isAboutOrder || asksForDaraja(only)
  // What was asked for is worth its wait; a proof in passing is not.
  const pace = await paceQueries(invocation, isAsked ? 'wait' : 'only-if-free')
  const ports = { ...invocation.ports, http: pace.http, callbacks: openCallbackLog(invocation) }
  const settings = isAsked ? invocation.settings : hurryDaraja(invocation.settings)
  const chosen = diagnosisChecks({ only, mayQuery: pace.isFree, isAboutOrder })
  return runReport({ ...invocation, ports, settings }, diagnosisPlan(invocation, chosen))
}

/** A limit that somebody chose holds for Daraja too. */
function hurryDaraja(settings: Settings): Settings {
  return settings.get('budget')?.origin.kind === 'default'
    ? createSettings([settings.get, layerOf({ darajaBudget: { value: inPassingMs, origin: { kind: 'default' } } })])
    : settings
}
