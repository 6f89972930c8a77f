import { type Check, defineCheck, found, type Judgement, skip } from '../../core/check.ts'
import { formatDuration } from '../../core/duration.ts'
import { createFinding, type Finding, type FindingDetails } from '../../core/finding.ts'
import type { Observation, Probe } from '../../core/probe.ts'
import { findMeaning, type ReceiptState, receiptStateOf } from '../../daraja/client/receipt-state.ts'
import type { ResultMessage } from '../../daraja/client/result-message.ts'
import type { Order } from '../../orders/order.ts'
import { type WantedOrder, wantedOrder } from '../../probes/order.ts'
import type { TransactionStatus } from '../../probes/transaction-status.ts'
import { registrationCodes } from '../c2b/registration-codes.ts'
import { findCallProblem, isLocalDaraja } from '../daraja/call-problem.ts'
import { darajaCodes } from '../daraja/daraja-codes.ts'
import { paymentCodes } from './payment-codes.ts'

export const receiptCodes = {
  ...darajaCodes,
  'daraja/invalid-callback-url': registrationCodes['daraja/invalid-callback-url'],
  ...paymentCodes,
} as const

type ReceiptCode = keyof typeof receiptCodes
type Wants = { order: typeof wantedOrder }

/** Whether a receipt is one of a completed payment, and whether the order that has it agrees. */
export function createReceiptCompleted(
  status: Probe<TransactionStatus>,
): Check<{ status: Probe<TransactionStatus> }, Wants, typeof receiptCodes> {
  return defineCheck({
    id: 'payment-receipt-completed',
    family: 'payment',
    title: 'Daraja has a completed payment of this receipt',
    codes: receiptCodes,
    needs: { status },
    wants: { order: wantedOrder },
    judge({ status: seen }, { order }): Judgement<ReceiptCode> {
      const { answer, result, place, waitMs } = seen
      if (answer.kind !== 'accepted') return found([findCallProblem(answer, place, { product: 'Transaction Status' })])
      if (result === null)
        return skip(
          'timed-out',
          `a result at the ResultURL, which did not come within ${formatDuration(waitMs)}${isLocalDaraja(place) ? ' (a local Daraja sends it to its `--deliver-to`)' : ''}`,
        )
      const evidence = evidenceOf(seen, result)
      const problem = findState(receiptStateOf(result), result, evidence)
      const own = orderOfReceipt(seen.receipt, order)
      const beside = own === null ? [] : compareOrder(problem === null, result, own, evidence)
      if (problem !== null) return found([problem, ...beside])
      return found(beside, describeAmount(result))
    },
  })
}

/** An order number may read like a receipt; only one that has this very receipt is compared. */
export function orderOfReceipt(receipt: string, looked: Observation<WantedOrder>): Order | null {
  return looked.available ? (looked.value.orders.find((order) => order.receipt?.trim() === receipt) ?? null) : null
}

function evidenceOf({ receipt, shortcode, place }: TransactionStatus, result: ResultMessage) {
  return {
    receipt,
    shortcode,
    environment: place.host,
    resultCode: result.resultCode,
    resultDesc: result.resultDesc,
    transactionStatus: result.parameters.get('TransactionStatus') ?? null,
  }
}

function findState(
  state: ReceiptState,
  { resultCode, resultDesc, parameters }: ResultMessage,
  evidence: NonNullable<FindingDetails['evidence']>,
): Finding<ReceiptCode> | null {
  const words = `ResultCode ${resultCode}${resultDesc === '' ? '' : `, "${resultDesc}"`}`
  const status = parameters.get('TransactionStatus') ?? ''
  const known = findMeaning(resultCode)
  switch (state) {
    case 'completed':
      return null
    case 'ended':
      return createFinding(receiptCodes, 'payment/declined', `The payment of this receipt is \`${status}\``, {
        severity: 'error',
        evidence,
        why: 'The state is final: no money stays with the shortcode.',
        fix: { summary: 'Deliver nothing for it; the customer can be sent a new push' },
      })
    case 'open':
    case 'unclear':
      return createFinding(
        receiptCodes,
        'payment/in-progress',
        status === '' ? 'Daraja names no state of this payment' : `The payment of this receipt is \`${status}\``,
        {
          severity: 'error',
          confidence: state === 'open' ? 'certain' : 'possible',
          evidence,
          why: 'It is not completed, so that nothing should be delivered for it yet.',
          fix: { summary: 'Ask again in a few minutes' },
        },
      )
    case 'not-allowed':
      return createFinding(receiptCodes, 'daraja/bad-credentials', `The result is ${words}`, {
        evidence,
        why: known?.cause ?? 'The initiator may not ask this.',
        fix: { summary: known?.remedy ?? 'Compare MPESA_INITIATOR_NAME and its password with the portal' },
      })
    case 'not-told':
      return createFinding(receiptCodes, 'daraja/unreachable', `The result is ${words}`, {
        evidence,
        why: known?.cause ?? 'The request ended in the queue of the core; nothing was learnt about the payment.',
        fix: { summary: 'Ask again in a few minutes' },
      })
    case 'not-found':
      return createFinding(receiptCodes, 'payment/unknown-to-daraja', `The result is ${words}`, {
        confidence: 'likely',
        evidence,
        why: 'No payment of this shortcode has this receipt: it is mistyped, invented, or of another shortcode or environment.',
        fix: { summary: "Compare the receipt with the customer's SMS, and the shortcode with the one that was paid" },
      })
  }
}

function compareOrder(
  isCompleted: boolean,
  { parameters }: ResultMessage,
  order: Order,
  evidence: NonNullable<FindingDetails['evidence']>,
): readonly Finding<ReceiptCode>[] {
  const name = order.orderNumber ?? order.id
  const details = { evidence: { ...evidence, order: name, orderState: order.state } }
  const isPaid = [order.state, order.paymentState].every((state) => state === 'paid' || state === 'refunded')
  if (!isCompleted)
    return isPaid
      ? [
          createFinding(receiptCodes, 'payment/recorded-not-paid', `Order ${name} counts as paid by this receipt`, {
            ...details,
            confidence: 'likely',
          }),
        ]
      : []
  const findings: Finding<ReceiptCode>[] = []
  if (!isPaid && order.state !== 'unknown')
    findings.push(
      createFinding(
        receiptCodes,
        'payment/paid-not-recorded',
        `Order ${name} has this receipt and is ${order.state}`,
        details,
      ),
    )
  const [paid, ordered] = [Number(parameters.get('Amount') ?? Number.NaN), Number(order.amount ?? Number.NaN)]
  if (Number.isFinite(paid) && Number.isFinite(ordered) && Math.abs(paid - ordered) >= 0.01)
    findings.push(
      createFinding(receiptCodes, 'payment/amount-differs', `Daraja says KES ${paid}, order ${name} KES ${ordered}`, {
        evidence: { ...details.evidence, paid, ordered },
      }),
    )
  return findings
}

function describeAmount({ parameters }: ResultMessage): string {
  const amount = parameters.get('Amount')
  return amount === undefined ? 'completed' : `KES ${amount}`
}
