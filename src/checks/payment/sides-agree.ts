import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding, type Finding, type Fix } from '../../core/finding.ts'
import type { CallbackLog } from '../../core/ports.ts'
import { parseCheckoutRequestId } from '../../daraja/checkout-request-id.ts'
import type { Order } from '../../orders/order.ts'
import { keptCallbacks } from '../../probes/kept-callbacks.ts'
import { type WantedOrder, wantedOrder } from '../../probes/order.ts'
import type { StkQuery } from '../../probes/stk-query.ts'
import { stkQuery } from '../../probes/stk-query.ts'
import { compareSides, type ToldQuery } from './compare-sides.ts'
import { type PaymentCode, paymentCodes } from './payment-codes.ts'
import { differingAmounts, type Loss, whyNotRecorded } from './why-not-recorded.ts'

/** Of a final answer the order knows nothing. */
const unrecorded: ReadonlySet<PaymentCode> = new Set(['payment/paid-not-recorded', 'payment/failed-not-recorded'])
/** Where the callback was lost is what a diagnosis finds out. */
const searched: ReadonlySet<PaymentCode> = new Set([...unrecorded, 'payment/callback-never-arrived'])

const unseen =
  'Safaricom took the money. Whether the callback came, and what the app answered, cannot be known: nothing here kept it (`mpesa-doctor listen` and `mpesa-doctor tunnel` do).'

/** How the command line begins that looks for the fault behind an order. */
export const diagnosis = 'mpesa-doctor diagnose'

/** What Daraja says of one payment, against what the order says. */
export const sidesAgree = defineCheck({
  id: 'payment-sides-agree',
  family: 'payment',
  title: 'Daraja and the order say the same of the payment',
  codes: paymentCodes,
  needs: { query: stkQuery },
  wants: { order: wantedOrder, kept: keptCallbacks },
  judge({ query }, { order: looked, kept }) {
    if (query.isInvented) return skip('not-applicable', 'a CheckoutRequestID or an order')
    const told = toldIn(query)
    if (told === null) return skip('denied', 'an answer of Daraja about this payment')
    const order = looked.available ? orderOf(query.checkoutRequestId, looked.value) : null
    const compared = compareSides(told, order, ageOf(query))
    if (compared === null) return pass(`Daraja: ${nameTold(told)}; ${whyAlone(order, looked.available)}`)
    const log = kept.available ? kept.value : null
    const loss = unrecorded.has(compared.code) && log !== null ? whyLost(query, log) : null
    // The other reasons are told of money that was taken.
    const { code, confidence } = compared.code === 'payment/paid-not-recorded' ? (loss ?? compared) : compared
    const finding = createFinding(
      paymentCodes,
      code,
      `Daraja says ${nameTold(told)}, ${nameOrder(order)}${nameLoss(loss)}`,
      {
        confidence,
        severity: confidence === 'possible' ? 'warning' : paymentCodes[code].severity,
        evidence: {
          checkoutRequestId: query.checkoutRequestId,
          environment: query.place.host,
          shortcode: query.shortcode.value,
          daraja: told.kind,
          resultCode: told.kind === 'unknown-id' ? null : told.resultCode,
          resultDesc: told.resultDesc,
          order: order?.orderNumber ?? order?.id ?? null,
          orderState: order?.state ?? null,
          paymentState: order?.paymentState ?? null,
          receipt: order?.receipt ?? null,
          callback: loss?.callback?.number ?? null,
          callbackStatus: loss?.callback?.status ?? null,
        },
        fix: fixOf(code, loss, order),
        ...(code === 'payment/paid-not-recorded' ? { why: unseen } : {}),
      },
    )
    return found([finding, ...amountFinding(log, order)], `Daraja: ${nameTold(told)}; ${nameOrder(order)}`)
  },
})

function whyLost({ checkoutRequestId, answeredAt }: StkQuery, log: CallbackLog): Loss | null {
  return whyNotRecorded(log, parseCheckoutRequestId(checkoutRequestId).requestedAt, answeredAt)
}

function nameLoss(loss: Loss | null): string {
  if (loss === null) return ''
  if (loss.callback === null) return ', and the inbox has no callback of it'
  const { status } = loss.callback
  return `, and the app answered its callback ${status === null ? 'not at all' : `with ${status}`}`
}

function amountFinding(log: CallbackLog | null, order: Order | null): readonly Finding<PaymentCode>[] {
  const differing = log === null || order === null ? null : differingAmounts(log, order.amount)
  if (differing === null) return []
  const { paid, ordered, callback } = differing
  return [
    createFinding(paymentCodes, 'payment/amount-differs', `The callback says KES ${paid}, the order KES ${ordered}`, {
      evidence: { callback: callback.number, paid, ordered },
      fix: { summary: paymentCodes['payment/amount-differs'].fix },
    }),
  ]
}

function ageOf({ checkoutRequestId, answeredAt }: StkQuery): number | null {
  const { requestedAt } = parseCheckoutRequestId(checkoutRequestId)
  return requestedAt === undefined ? null : answeredAt.getTime() - Date.parse(requestedAt)
}

/** What Daraja said about the payment itself; null where it refused to say anything. */
export function toldIn({ answer }: StkQuery): ToldQuery | null {
  return answer.kind === 'refused' || answer.kind === 'unreachable' || answer.kind === 'unreadable' ? null : answer
}

/** An order number may read like an id; only the order of this very push is compared. */
export function orderOf(checkoutRequestId: string, { orders }: WantedOrder): Order | null {
  return orders.find((order) => order.checkoutRequestId === checkoutRequestId) ?? null
}

export function nameTold(told: ToldQuery): string {
  switch (told.kind) {
    case 'success':
      return 'paid'
    case 'failed':
      return `failed (ResultCode ${told.resultCode})`
    case 'pending':
      return 'still open'
    case 'unknown-id':
      return 'that it does not know the id'
  }
}

function nameOrder(order: Order | null): string {
  if (order === null) return 'and no order was compared'
  const payment = order.paymentState === order.state ? '' : `, its payment ${order.paymentState}`
  return `the order says ${order.state}${payment}`
}

function whyAlone(order: Order | null, looked: boolean): string {
  if (order !== null) return `the order says \`${order.rawState ?? order.state}\`, which is no state that is known`
  return looked ? 'no order has this id' : 'no order was compared'
}

function fixOf(code: PaymentCode, loss: Loss | null, order: Order | null): Fix {
  const summary = paymentCodes[code].fix
  if (loss?.callback != null) return { summary, command: `mpesa-doctor replay ${loss.callback.number}` }
  if (!searched.has(code)) return { summary }
  const name = order?.orderNumber ?? order?.id ?? ''
  // Not every order number can be pasted into a shell.
  return { summary, command: /^\w[\w.-]*$/.test(name) ? `${diagnosis} ${name}` : 'mpesa-doctor' }
}
