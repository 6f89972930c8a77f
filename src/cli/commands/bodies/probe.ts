import { explanations } from '../../../checks/explanations.ts'
import { checks } from '../../../checks/index.ts'
import { usageError } from '../../../core/errors.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { nextAfter } from '../../next-step.ts'
import { type ReportPlan, runReport } from '../../run-report.ts'
import { unseenFromHere } from '../../unknowable.ts'
import { waitForReport } from '../../wait-for-report.ts'
import { watchNetwork } from '../../watch-network.ts'

const families: ReadonlySet<string> = new Set(['url', 'dns', 'tcp', 'tls', 'tunnel', 'edge', 'app'])

export const runProbe: CommandBody = async (invocation) => {
  // The app on this machine is compared with, but is the subject only where the user named it.
  const appNamed = invocation.settings.get('appUrl')?.origin.kind === 'option'
  const hasUrl = (invocation.settings.get('callbackUrl')?.value ?? '').trim() !== ''
  if (!hasUrl && !appNamed)
    throw usageError('url-missing', 'Which URL?', {
      summary: 'name it: `mpesa-doctor probe https://…`, or set `MPESA_CALLBACK_URL` in the env file',
    })
  const plan: ReportPlan = {
    checks: checks.filter(({ family }) => families.has(family)),
    allChecks: async () => checks,
    explanations,
    isSubject: ({ family }) => family !== 'app' || appNamed,
    healthy: hasUrl
      ? { title: 'The callback URL takes a callback', explanation: '' }
      : {
          title: 'The app takes a callback',
          explanation: 'No callback URL was given, so that only the app was asked.',
        },
    unknowable: (results) => unseenFromHere(results, invocation),
    watchNetwork,
    next: nextAfter(
      `\`${sameAgain(invocation)}\``,
      'send the callback of a real order: `mpesa-doctor simulate <CheckoutRequestID>`',
    ),
  }
  const waitMs = optionValue<number>(invocation, 'wait')
  return waitMs === undefined ? runReport(invocation, plan) : waitForReport(invocation, plan, waitMs)
}

/** Needs no quotes in any shell. */
const plainWord = /^[\w.:/%+~-]+$/

/** The line that looks at the same thing: with what the command line named, if it can be pasted as it is. */
function sameAgain({ args, settings }: Invocation): string {
  const appUrl = settings.get('appUrl')
  const named = [...args, ...(appUrl?.origin.kind === 'option' ? ['--app-url', appUrl.value] : [])]
  return ['mpesa-doctor probe', ...(named.every((word) => plainWord.test(word)) ? named : [])].join(' ')
}
