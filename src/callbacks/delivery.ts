import type { JsonObject } from '../core/json.ts'
import type { Order } from '../orders/order.ts'
import { rowJson } from '../orders/order.ts'
import type { RelatedChange } from '../orders/related-rows.ts'
import type { BuiltCallback } from './build-delivery.ts'
import type { DeliveryOutcome } from './deliver.ts'
import type { OtherOrder, RowChanges } from './snapshot.ts'

/** One simulated callback and everything that was seen of its effect. */
export interface Delivery extends BuiltCallback {
  /** Counts from 1 within one CheckoutRequestID. */
  readonly attempt: number
  /** How many identical callbacks were sent at the same moment. */
  readonly together: number
  /** Null for a dry run. */
  readonly outcome: DeliveryOutcome | null
  /** Null if the database was not asked, or has no such order. */
  readonly effect: DeliveryEffect | null
}

/** The order before and after. Callbacks that were sent together share one effect. */
export interface DeliveryEffect {
  readonly before: Order
  readonly after: Order | null
  readonly changed: RowChanges
  /** Changes of the payment row of this id, in shops with two tables. */
  readonly paymentChanged: RowChanges
  /** Payment rows of the order before and after. */
  readonly paymentRows: readonly [number, number]
  /** Rows of other tables that refer to the order and that came, went or changed. */
  readonly related: readonly RelatedChange[]
  readonly others: readonly (readonly [OtherOrder, OtherOrder])[]
  readonly observedMs: number
}

/** An entry of `deliveries` in the JSON report. */
export function deliveryJson(delivery: Delivery): JsonObject {
  const { kind, scenario, checkoutRequestId, request, outcome, effect, attempt, together, sources } = delivery
  const answered = outcome?.kind === 'answered' ? outcome.response : null
  return {
    kind,
    scenario: scenario.name,
    resultCode: scenario.resultCode,
    checkoutRequestId,
    attempt,
    together,
    request: { url: request.url, headers: headersJson(request.headers), body: request.body },
    sources: { ...sources },
    response: answered && {
      status: answered.status,
      durationMs: answered.durationMs,
      headers: headersJson(answered.headers),
      body: answered.body,
    },
    failure: outcome?.kind === 'failed' ? { ...outcome.failure } : null,
    before: effect && rowJson(effect.before.row),
    after: effect?.after ? rowJson(effect.after.row) : null,
    changed: effect?.changed ?? {},
    paymentChanged: effect?.paymentChanged ?? {},
    related: effect?.related.map((change) => ({ ...change })) ?? [],
  }
}

function headersJson(headers: readonly (readonly [string, string])[]): JsonObject {
  const joined: Record<string, string> = {}
  for (const [name, value] of headers) joined[name] = joined[name] === undefined ? value : `${joined[name]}, ${value}`
  return joined
}
