import { compareSides } from '../checks/payment/compare-sides.ts'
import type { Reconciled } from '../checks/payment/payments-reconciled.ts'
import type { Unavailable } from '../core/probe.ts'
import { secret } from '../core/secret.ts'
import { parseCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import type { DarajaFailure } from '../daraja/client/daraja-client.ts'
import type { DarajaRefusal } from '../daraja/client/read-answer.ts'
import type { Order } from '../orders/order.ts'
import { readVariable } from '../probes/daraja-keys.ts'
import { darajaLogin } from '../probes/daraja-login.ts'
import type { DarajaPlace } from '../probes/daraja-place.ts'
import type { Invocation } from './command.ts'
import { observeWith } from './observe-once.ts'
import { paceQueries } from './paced-queries.ts'

/** Why no more was asked; null at the end of the list. */
export type Stopped =
  | { readonly kind: 'refused'; readonly answer: DarajaRefusal | DarajaFailure; readonly place: DarajaPlace }
  | { readonly kind: 'unavailable'; readonly why: Unavailable }
  | null

/** Asks Daraja after each order that has a CheckoutRequestID, one login for all, each query in its turn. */
export async function reconcileOrders(
  invocation: Invocation,
  orders: readonly Order[],
  onAsked: (one: Reconciled) => void,
): Promise<Stopped> {
  const due = orders.filter(({ checkoutRequestId }) => checkoutRequestId !== null)
  if (due.length === 0) return null
  const { http } = await paceQueries(invocation)
  const observe = observeWith({ ...invocation, ports: { ...invocation.ports, http } })
  const [login, shortcode, passkey] = await Promise.all([
    observe(darajaLogin),
    readVariable(observe, 'MPESA_SHORTCODE'),
    readVariable(observe, 'MPESA_PASSKEY'),
  ])
  if (!login.available) return { kind: 'unavailable', why: login }
  const { answer: granted, client, place } = login.value
  if (granted.kind !== 'token') return { kind: 'refused', answer: granted, place }
  const credentials = { shortcode: shortcode?.value ?? '', passkey: secret(passkey?.value ?? '') }
  for (const order of due) {
    const id = order.checkoutRequestId ?? ''
    const told = await client.query(id, credentials, invocation.signal)
    if (told.kind === 'unreadable') continue
    if (told.kind === 'refused' || told.kind === 'unreachable') return { kind: 'refused', answer: told, place }
    const { requestedAt } = parseCheckoutRequestId(id)
    const ageMs = requestedAt === undefined ? null : invocation.ports.clock.now().getTime() - Date.parse(requestedAt)
    onAsked({ order, told, comparison: compareSides(told, order, ageMs) })
  }
  return null
}
