import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding, type Fix } from '../../core/finding.ts'
import { parseCheckoutRequestId } from '../../daraja/checkout-request-id.ts'
import type { Order } from '../../orders/order.ts'
import { type WantedOrder, wantedOrder } from '../../probes/order.ts'
import type { StkQuery } from '../../probes/stk-query.ts'
import { stkQuery } from '../../probes/stk-query.ts'
import { compareSides, type ToldQuery } from './compare-sides.ts'
import { type PaymentCode, paymentCodes } from './payment-codes.ts'

/** What Daraja says of one payment, against what the order says. */
export const sidesAgree = defineCheck({
  id: 'payment-sides-agree',
  family: 'payment',
  title: 'Daraja and the order say the same of the payment',
  codes: paymentCodes,
  needs: { query: stkQuery },
  wants: { order: wantedOrder },
  judge({ query }, { order: looked }) {
    const told = toldIn(query)
    if (told === null) return skip('denied', 'an answer of Daraja about this payment')
    const order = looked.available ? orderOf(query.checkoutRequestId, looked.value) : null
    const compared = compareSides(told, order, ageOf(query))
    if (compared === null) return pass(`Daraja: ${nameTold(told)}; ${whyAlone(order, looked.available)}`)
    const { code, confidence } = compared
    const finding = createFinding(paymentCodes, code, `Daraja says ${nameTold(told)}, ${nameOrder(order)}`, {
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
      },
      fix: fixOf(code),
    })
    return found([finding], `Daraja: ${nameTold(told)}; ${nameOrder(order)}`)
  },
})

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

function fixOf(code: PaymentCode): Fix {
  const summary = paymentCodes[code].fix
  return code === 'payment/paid-not-recorded' || code === 'payment/failed-not-recorded'
    ? { summary, command: 'mpesa-doctor' }
    : { summary }
}
