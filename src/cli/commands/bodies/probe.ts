import { explanations } from '../../../checks/explanations.ts'
import { checks } from '../../../checks/index.ts'
import { usageError } from '../../../core/errors.ts'
import type { CommandBody } from '../../command.ts'
import { nextAfter } from '../../next-step.ts'
import { runReport } from '../../run-report.ts'
import { unseenFromHere } from '../../unknowable.ts'

const families: ReadonlySet<string> = new Set(['url', 'dns', 'tcp', 'tls', 'tunnel', 'edge', 'app'])

export const runProbe: CommandBody = async (invocation) => {
  // The app on this machine is compared with, but is the subject only where the user named it.
  const appNamed = invocation.settings.get('appUrl')?.origin.kind === 'option'
  if ((invocation.settings.get('callbackUrl')?.value ?? '').trim() === '' && !appNamed)
    throw usageError('url-missing', 'Which URL?', {
      summary: 'name it: `mpesa-doctor probe https://…`, or set `MPESA_CALLBACK_URL` in the env file',
    })
  return runReport(invocation, {
    checks: checks.filter(({ family }) => families.has(family)),
    allChecks: async () => checks,
    explanations,
    isSubject: ({ family }) => family !== 'app' || appNamed,
    healthy: { title: 'The callback URL takes a callback', explanation: '' },
    unknowable: unseenFromHere,
    next: nextAfter(
      '`mpesa-doctor probe`',
      'send the callback of a real order: `mpesa-doctor simulate <CheckoutRequestID>`',
    ),
  })
}
