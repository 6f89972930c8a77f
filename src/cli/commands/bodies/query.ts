import { databaseOpens } from '../../../checks/db/database-opens.ts'
import { orderTableFound } from '../../../checks/db/order-table-found.ts'
import type { AnyCheck } from '../../../core/check.ts'
import { usageError } from '../../../core/errors.ts'
import { looksLikeCheckoutRequestId } from '../../../daraja/checkout-request-id.ts'
import { isMerchantRequestId } from '../../../daraja/merchant-request-id.ts'
import { askDaraja } from '../../ask-daraja.ts'
import type { CommandBody, Invocation } from '../../command.ts'
import { describeQuery, describeQueryBriefly } from '../../describe-query.ts'
import type { SeenQuery } from '../../query-report.ts'
import { printReport, writeReports } from '../../render.ts'
import { formatOf } from '../../run-report.ts'

export const runQuery: CommandBody = async (invocation) => {
  const checkoutRequestId = wantedId(invocation.args[0] ?? '')
  const { report, definitions, seen, document } = await askDaraja(
    invocation,
    checkoutRequestId,
    databaseChecks(invocation),
  )
  const finished = { ...report, extra: { query: document } }
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
