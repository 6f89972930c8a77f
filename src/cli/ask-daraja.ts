import { darajaExplanations } from '../checks/daraja/explanations.ts'
import { paymentExplanations } from '../checks/payment/explanations.ts'
import { queryChecks } from '../checks/query.ts'
import type { AnyCheck } from '../core/check.ts'
import { usageError } from '../core/errors.ts'
import type { CodeDefinitions } from '../core/finding.ts'
import type { QueryDocument } from '../core/query-document.ts'
import type { Report } from '../core/report.ts'
import { createSettings, layerOf } from '../core/settings.ts'
import { openCallbackLog } from './callbacks-of-order.ts'
import type { Invocation } from './command.ts'
import { appNameOf, readVariables } from './needed-variables.ts'
import { nextAfter } from './next-step.ts'
import { paceQueries } from './paced-queries.ts'
import { nextOfQuery, queryJson, type SeenQuery, watchQuery } from './query-report.ts'
import { definitionsOf, makeReport } from './run-report.ts'
import { unseenCallback } from './unknowable.ts'

/** What Daraja said of one push, and what follows from it. */
export interface AskedDaraja {
  readonly report: Report
  readonly definitions: CodeDefinitions
  readonly seen: SeenQuery
  readonly document: QueryDocument
}

/** Asks Daraja about one push, and compares the answer with its order and with the callbacks that were kept. */
export async function askDaraja(
  invocation: Invocation,
  checkoutRequestId: string,
  moreChecks: readonly AnyCheck[] = [],
): Promise<AskedDaraja> {
  const { command } = invocation
  await refuseWithoutKeys(invocation)
  const watch = watchQuery([...queryChecks, ...moreChecks])
  const { http } = await paceQueries(invocation)
  const ports = { ...invocation.ports, http, callbacks: openCallbackLog(invocation) }
  const origin = { kind: 'option', name: 'the command line' } as const
  const settings = createSettings([layerOf({ order: { value: checkoutRequestId, origin } }), invocation.settings.get])
  const report = await makeReport(
    { ...invocation, ports, settings },
    {
      checks: watch.checks,
      allChecks: async () => (await import('../checks/documented.ts')).documented,
      explanations: [...darajaExplanations, ...paymentExplanations],
      isSubject: () => true,
      healthy: { title: 'Daraja answered, and nothing contradicts it', explanation: '' },
      unknowable: unseenCallback,
      next: (verdict) =>
        nextAfter(`\`mpesa-doctor ${command}\``, nextOfQuery(watch.seen(), command === 'status'))(verdict),
    },
  )
  const seen = watch.seen()
  const document = queryJson(checkoutRequestId, seen, invocation.settings)
  return { report, definitions: definitionsOf(watch.checks), seen, document }
}

const needed = ['MPESA_CONSUMER_KEY', 'MPESA_CONSUMER_SECRET', 'MPESA_SHORTCODE', 'MPESA_PASSKEY'] as const

export async function refuseWithoutKeys(invocation: Invocation): Promise<void> {
  const entries = await readVariables(invocation, needed)
  const missing = await Promise.all(
    needed.filter((name) => entries[name] === undefined).map((name) => appNameOf(invocation, name)),
  )
  if (missing.length === 0) return
  throw usageError(
    'keys-missing',
    `Daraja cannot be asked without ${missing.map((name) => `\`${name}\``).join(', ')}`,
    {
      summary: 'set what is missing in the env file, or name the file with --dotenv',
      command: 'mpesa-doctor check-env',
    },
  )
}
