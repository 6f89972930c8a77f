import { darajaExplanations } from '../../../checks/daraja/explanations.ts'
import { databaseOpens } from '../../../checks/db/database-opens.ts'
import { orderTableFound } from '../../../checks/db/order-table-found.ts'
import { onlineChecks } from '../../../checks/online.ts'
import { usageError } from '../../../core/errors.ts'
import { looksLikeCheckoutRequestId } from '../../../daraja/checkout-request-id.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { describeVerification, describeVerificationBriefly } from '../../describe-verification.ts'
import { exitCodes } from '../../exit-codes.ts'
import { nextAfter } from '../../next-step.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, formatOf, makeReport } from '../../run-report.ts'
import { openQuestion } from '../../verify-question.ts'
import { nextOfVerification, type SeenStatus, toldOf, verificationJson, watchStatus } from '../../verify-report.ts'

const defaultWaitMs = 120_000

export const runVerify: CommandBody = async (invocation) => {
  const { settings, output } = invocation
  const receipt = wantedReceipt(invocation.args[0] ?? '')
  const { order, receiver } = await openQuestion(invocation)
  try {
    const waitMs = optionValue<number>(invocation, 'wait') ?? defaultWaitMs
    const watch = watchStatus({ receipt, order, waitMs, result: receiver.result })
    const named = settings.get('databaseUrl')?.origin.kind === 'option'
    const checks = [...onlineChecks, ...(named ? [databaseOpens, orderTableFound] : []), watch.check]
    const definitions = definitionsOf(checks)
    output.talk(`The result is awaited at ${receiver.where}; Daraja is told ${order.resultUrl}\n`)
    const report = await makeReport(invocation, {
      checks,
      allChecks: async () => [...(await import('../../../checks/documented.ts')).documented, watch.check],
      explanations: darajaExplanations,
      isSubject: () => true,
      healthy: { title: 'Daraja has a completed payment of this receipt', explanation: '' },
      next: (verdict) => nextAfter('`mpesa-doctor verify`', nextOfVerification(watch.seen()))(verdict),
    })
    const seen = watch.seen()
    const finished = {
      ...report,
      exitCode: exitCodeWith(report.exitCode, seen),
      extra: { verification: verificationJson(receipt, seen, settings) },
    }
    const isMore = !report.checks.every(({ status }) => status === 'pass') || output.verbose
    const isTold = tell(invocation, receipt, seen, report.next, isMore)
    if (!isTold || isMore) await printReport(finished, invocation, definitions)
    await writeReports(finished, invocation, definitions)
    return finished.exitCode
  } finally {
    await receiver.close()
  }
}

/** What Daraja says, in the formats for people; false if nothing was printed. `isMore`: the report follows. */
function tell(invocation: Invocation, receipt: string, seen: SeenStatus, next: string, isMore: boolean): boolean {
  const told = toldOf(seen)
  const format = formatOf(invocation)
  if (told === null || (format !== 'short' && format !== 'pretty')) return false
  const { output } = invocation
  if (format === 'short') output.data(`${describeVerificationBriefly(receipt, told)}\n`)
  else output.data(`${describeVerification(receipt, seen, next, invocation)}${isMore ? '\n' : ''}`)
  return true
}

/** A result that was due and did not come in its time is a time-out, not something that could not be looked at. */
function exitCodeWith(exitCode: number, { status }: SeenStatus): number {
  const isLate = status?.answer.kind === 'accepted' && status.result === null
  return isLate && exitCode === exitCodes.inconclusive.code ? exitCodes.timedOut.code : exitCode
}

function wantedReceipt(text: string): string {
  const receipt = text.trim().toUpperCase()
  if (/^[A-Z0-9]{10}$/.test(receipt)) return receipt
  throw usageError('receipt-malformed', `\`${text}\` is no M-PESA receipt: those have ten letters and digits`, {
    summary: looksLikeCheckoutRequestId(text.trim())
      ? 'a CheckoutRequestID is what `mpesa-doctor query` asks about'
      : "copy it from the customer's SMS",
  })
}
