import type { ToldQuery } from '../checks/payment/compare-sides.ts'
import { orderOf, sidesAgree, toldIn } from '../checks/payment/sides-agree.ts'
import type { AnyCheck } from '../core/check.ts'
import type { Observation } from '../core/probe.ts'
import type { QueryDocument } from '../core/query-document.ts'
import type { Settings } from '../core/settings.ts'
import { environmentOfHost } from '../daraja/api-host.ts'
import type { ResultCode } from '../daraja/result-code.ts'
import { findResultCodes } from '../daraja/result-codes.ts'
import { type Order, orderJson } from '../orders/order.ts'
import type { WantedOrder } from '../probes/order.ts'
import type { StkQuery } from '../probes/stk-query.ts'

/** What a run of `query` has learnt. */
export interface SeenQuery {
  /** Null if Daraja could not be asked, or refused to answer. */
  readonly told: ToldQuery | null
  readonly query: StkQuery | null
  readonly order: Order | null
  /** Why there is no order; null if there is one. */
  readonly withoutOrder: string | null
}

/** Looks over the shoulder of the check that compares the two sides. */
export function watchQuery(checks: readonly AnyCheck[]): { readonly checks: readonly AnyCheck[]; seen(): SeenQuery } {
  let seen: SeenQuery = { told: null, query: null, order: null, withoutOrder: 'Daraja was not asked' }
  return {
    checks: checks.map((check) =>
      check.id !== sidesAgree.id
        ? check
        : {
            ...check,
            judge(facts, hints) {
              seen = readFacts(facts.query as StkQuery, hints.order as Observation<WantedOrder>)
              return check.judge(facts, hints)
            },
          },
    ),
    seen: () => seen,
  }
}

function readFacts(query: StkQuery, looked: Observation<WantedOrder>): SeenQuery {
  const order = looked.available ? orderOf(query.checkoutRequestId, looked.value) : null
  const withoutOrder = looked.available ? 'no order has this id' : `needs: ${looked.reason}`
  return { told: toldIn(query), query, order, withoutOrder: order === null ? withoutOrder : null }
}

export const stateOf = { success: 'paid', failed: 'failed', pending: 'pending', 'unknown-id': 'unknown' } as const

/** The row of our tables for what Daraja said; undefined if it is new to us. */
export function meaningOf(told: ToldQuery): ResultCode | undefined {
  if (told.kind === 'unknown-id' || told.resultCode === null) return undefined
  const rows = findResultCodes(told.resultCode)
  return rows.find(({ apis }) => apis.includes('stk-query')) ?? rows[0]
}

/** `query` of the JSON report. */
export function queryJson(
  checkoutRequestId: string,
  { told, query, order, withoutOrder }: SeenQuery,
  settings: Settings,
): QueryDocument {
  const known = told === null ? undefined : meaningOf(told)
  const host = query?.place.host ?? new URL(settings.get('darajaUrl')?.value ?? 'http://localhost').hostname
  return {
    checkoutRequestId,
    host,
    environment: environmentOfHost(host) ?? settings.get('environment')?.value ?? null,
    shortcode: query?.shortcode.value ?? null,
    state: told === null ? null : stateOf[told.kind],
    resultCode: told === null || told.kind === 'unknown-id' ? null : told.resultCode,
    resultDesc: told?.resultDesc ?? null,
    meaning: known?.cause ?? null,
    remedy: known?.remedy ?? null,
    answeredAt: query?.answeredAt.toISOString() ?? null,
    order: order === null ? null : orderJson(order),
    withoutOrder,
  }
}

/** What to do next where nothing is wrong; `isShown`: the order stands above it in full. */
export function nextOfQuery({ told, order }: SeenQuery, isShown = false): string {
  switch (told?.kind) {
    case 'pending':
      return 'ask again in 12 s'
    case 'success':
      if (isShown) return 'nothing is to be done'
      return order === null
        ? '`mpesa-doctor status <order>` shows whether the app has recorded it; `mpesa-doctor simulate <CheckoutRequestID>` sends the app a callback for it'
        : `\`mpesa-doctor status ${order.orderNumber ?? order.id}\` shows the order in full`
    case 'failed':
      return 'tell the customer, then send a new push'
    default:
      return 'ask again in 12 s; then compare environment and shortcode with those of the push'
  }
}
