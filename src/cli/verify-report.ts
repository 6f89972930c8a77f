import { createReceiptCompleted, orderOfReceipt } from '../checks/payment/receipt-completed.ts'
import type { AnyCheck } from '../core/check.ts'
import type { Observation } from '../core/probe.ts'
import type { Settings } from '../core/settings.ts'
import { environmentOfHost } from '../daraja/api-host.ts'
import { findMeaning, type ReceiptState, receiptStateOf } from '../daraja/client/receipt-state.ts'
import { parseTimestamp } from '../daraja/nairobi-time.ts'
import { type Order, orderJson } from '../orders/order.ts'
import type { WantedOrder } from '../probes/order.ts'
import { createTransactionStatus, type StatusQuestion, type TransactionStatus } from '../probes/transaction-status.ts'

/** What a run of `verify` has learnt. */
export interface SeenStatus {
  /** Null if Daraja was not asked. */
  readonly status: TransactionStatus | null
  readonly order: Order | null
  /** Why there is no order; null if there is one. */
  readonly withoutOrder: string | null
}

export interface StatusWatch {
  readonly check: AnyCheck
  seen(): SeenStatus
}

const noOrder = 'no order has this receipt'

/** The check of a receipt, and what it saw. */
export function watchStatus(question: StatusQuestion): StatusWatch {
  let seen: SeenStatus = { status: null, order: null, withoutOrder: 'Daraja was not asked' }
  const check = createReceiptCompleted(createTransactionStatus(question))
  return {
    check: {
      ...check,
      judge(facts, hints) {
        const status = facts.status as TransactionStatus
        const looked = hints.order as Observation<WantedOrder>
        const order = orderOfReceipt(question.receipt, looked)
        const without = looked.available ? noOrder : `needs: ${looked.reason}`
        seen = { status, order, withoutOrder: order === null ? without : null }
        return check.judge({ status }, { order: looked })
      },
    },
    seen: () => seen,
  }
}

/** What to do next where nothing is wrong. */
export function nextOfVerification({ order, withoutOrder }: SeenStatus): string {
  if (order !== null) return `\`mpesa-doctor status ${order.orderNumber ?? order.id}\` shows the order in full`
  return withoutOrder === noOrder
    ? 'find the order that the customer means: none has this receipt'
    : 'look whether an order was settled with this receipt before'
}

/** What is told of a payment; nothing is masked yet. */
export interface ToldPayment {
  readonly state: ReceiptState
  /** In Daraja's words. */
  readonly status: string | null
  readonly amount: number | null
  readonly from: string | null
  readonly to: string | null
  /** ISO 8601 in UTC. */
  readonly at: string | null
  readonly resultCode: string
  readonly resultDesc: string
}

/** Null as long as there is no result. */
export function toldOf({ status }: SeenStatus): ToldPayment | null {
  const result = status?.result ?? null
  if (result === null) return null
  const { parameters, resultCode, resultDesc } = result
  const amount = Number(parameters.get('Amount') ?? Number.NaN)
  const time = parameters.get('FinalisedTime') ?? parameters.get('InitiatedTime')
  return {
    state: receiptStateOf(result),
    status: parameters.get('TransactionStatus') ?? null,
    amount: Number.isFinite(amount) ? amount : null,
    from: parameters.get('DebitPartyName') ?? null,
    to: parameters.get('CreditPartyName') ?? null,
    at: time === undefined ? null : (parseTimestamp(time)?.toISOString() ?? time),
    resultCode,
    resultDesc,
  }
}

/** `verification` of the JSON report. */
export function verificationJson(
  receipt: string,
  seen: SeenStatus,
  settings: Settings,
): Readonly<Record<string, unknown>> {
  const { status, order, withoutOrder } = seen
  const told = toldOf(seen)
  const known = told === null ? undefined : findMeaning(told.resultCode)
  const host = status?.place.host ?? new URL(settings.get('darajaUrl')?.value ?? 'http://localhost').hostname
  const accepted = status?.answer.kind === 'accepted' ? status.answer : null
  return {
    receipt,
    host,
    environment: environmentOfHost(host) ?? settings.get('environment')?.value ?? null,
    shortcode: status?.shortcode ?? null,
    conversationId: accepted?.conversationId ?? null,
    resultUrl: status?.resultUrl ?? null,
    state: told?.state ?? null,
    transactionStatus: told?.status ?? null,
    amount: told?.amount ?? null,
    from: told?.from ?? null,
    to: told?.to ?? null,
    at: told?.at ?? null,
    resultCode: told?.resultCode ?? null,
    resultDesc: told?.resultDesc ?? null,
    meaning: known?.cause ?? null,
    remedy: known?.remedy ?? null,
    answeredAt: told === null ? null : (status?.answeredAt.toISOString() ?? null),
    order: order === null ? null : orderJson(order),
    withoutOrder,
  }
}
