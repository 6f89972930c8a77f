import { darajaExplanations } from '../../../checks/daraja/explanations.ts'
import { databaseOpens } from '../../../checks/db/database-opens.ts'
import { orderTableFound } from '../../../checks/db/order-table-found.ts'
import { queryChecks } from '../../../checks/query.ts'
import type { AnyCheck } from '../../../core/check.ts'
import { usageError } from '../../../core/errors.ts'
import { looksLikeCheckoutRequestId } from '../../../daraja/checkout-request-id.ts'
import { isMerchantRequestId } from '../../../daraja/merchant-request-id.ts'
import { readVariable } from '../../../probes/daraja-keys.ts'
import { variableNames } from '../../../probes/variable-names.ts'
import { openCallbackLog } from '../../callbacks-of-order.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { describeQuery, describeQueryBriefly } from '../../describe-query.ts'
import { nextAfter } from '../../next-step.ts'
import { observeWith } from '../../observe-once.ts'
import { paceQueries } from '../../paced-queries.ts'
import { nextOfQuery, queryJson, type SeenQuery, watchQuery } from '../../query-report.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, formatOf, makeReport } from '../../run-report.ts'

export const runQuery: CommandBody = async (invocation) => {
  const checkoutRequestId = wantedId(invocation.args[0] ?? '')
  await refuseWithoutKeys(invocation)
  const watch = watchQuery([...queryChecks, ...databaseChecks(invocation)])
  const { http } = await paceQueries(invocation)
  const ports = { ...invocation.ports, http, callbacks: openCallbackLog(invocation) }
  const paced: Invocation = { ...invocation, ports }
  const definitions = definitionsOf(watch.checks)
  const report = await makeReport(paced, {
    checks: watch.checks,
    allChecks: async () => (await import('../../../checks/documented.ts')).documented,
    explanations: darajaExplanations,
    isSubject: () => true,
    healthy: { title: 'Daraja answered, and nothing contradicts it', explanation: '' },
    next: (verdict) => nextAfter('`mpesa-doctor query`', nextOfQuery(watch.seen()))(verdict),
  })
  const seen = watch.seen()
  const finished = { ...report, extra: { query: queryJson(checkoutRequestId, seen, invocation.settings) } }
  const isPlain = report.checks.every(({ status }) => status === 'pass')
  const isMore = !isPlain || invocation.output.verbose
  const isTold = seen.told !== null && tell(invocation, checkoutRequestId, seen, report.next, isMore)
  if (!isTold || isMore) await printReport(finished, invocation, definitions)
  await writeReports(finished, invocation, definitions)
  return finished.exitCode
}

/**
 * What Daraja says, in the formats for people; in the others the report says it. False if nothing was printed. `isMore`: the
 * report follows.
 */
function tell(
  invocation: Invocation,
  checkoutRequestId: string,
  seen: SeenQuery,
  next: string,
  isMore: boolean,
): boolean {
  const { output } = invocation
  const format = formatOf(invocation)
  if (format === 'short') output.data(`${describeQueryBriefly(checkoutRequestId, seen)}\n`)
  if (format === 'pretty')
    output.data(`${describeQuery(checkoutRequestId, seen, next, invocation)}${isMore ? '\n' : ''}`)
  return format === 'short' || format === 'pretty'
}

/** Without a database there is less to tell; one that the command line names is part of the question. */
function databaseChecks({ settings }: Invocation): readonly AnyCheck[] {
  return settings.get('databaseUrl')?.origin.kind === 'option' ? [databaseOpens, orderTableFound] : []
}

/** Every id that Daraja ever gave out begins the same; what does not is something else that was copied. */
function wantedId(text: string): string {
  const id = text.trim()
  if (looksLikeCheckoutRequestId(id)) return id
  if (id.includes('*'))
    throw usageError('id-masked', 'This CheckoutRequestID is masked', {
      summary: 'copy it from the database or from the answer to the push, or show it with --show-secrets',
    })
  if (isMerchantRequestId(id))
    throw usageError('id-of-another-kind', 'This is a MerchantRequestID', {
      summary: 'give the CheckoutRequestID, which came in the same answer and begins with `ws_CO_`',
    })
  throw usageError('id-of-another-kind', `\`${id}\` is no CheckoutRequestID: those begin with \`ws_CO_\``, {
    summary: '`mpesa-doctor status <order>` shows the id of an order, with --show-secrets in full',
  })
}

const needed = ['MPESA_CONSUMER_KEY', 'MPESA_CONSUMER_SECRET', 'MPESA_SHORTCODE', 'MPESA_PASSKEY']

async function refuseWithoutKeys(invocation: Invocation): Promise<void> {
  const observe = observeWith(invocation)
  const names = await observe(variableNames)
  const missing: string[] = []
  for (const name of needed)
    if ((await readVariable(observe, name)) === undefined) missing.push(names.available ? names.value(name) : name)
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
