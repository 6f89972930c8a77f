import { buildStkFailure, buildStkSuccess, type StkCallbackIds, type StkPayment } from '../stk-callback.ts'
import type { StkScenario } from '../stk-scenarios.ts'
import { withCents } from './callback-values.ts'
import { numberOrText, type WireObject, wireObject, writeWire } from './wire.ts'

/** The body of an STK callback in the form of its scenario: today's unless that names another. */
export function buildStk(scenario: StkScenario, ids: StkCallbackIds, payment: StkPayment): string {
  const { form = 'today', outcome } = scenario
  if (form === 'ethiopia') return buildEthiopian(scenario, ids, payment)
  if (outcome === 'failure') return buildStkFailure({ ...ids, ...scenario })
  if (form === 'today') return buildStkSuccess({ ...ids, ...payment })
  const amount = withCents(payment.amount)
  if (form === '2020') return buildStkSuccess({ ...ids, ...payment, amount })
  const itemOrder = ['Amount', 'MpesaReceiptNumber', 'TransactionDate', 'PhoneNumber'] as const
  return buildStkSuccess({ ...ids, ...payment, amount, itemOrder })
}

/** Wrapped once more, and with metadata on a failure. */
function buildEthiopian({ resultCode, resultDesc }: StkScenario, ids: StkCallbackIds, { phone }: StkPayment): string {
  const named = (name: string): WireObject => wireObject(['Name', name])
  const callback = wireObject(
    ['MerchantRequestID', ids.merchantRequestId],
    ['CheckoutRequestID', ids.checkoutRequestId],
    ['ResultCode', resultCode],
    ['ResultDesc', resultDesc],
    [
      'CallbackMetadata',
      wireObject([
        'Item',
        [
          named('MpesaReceiptNumber'),
          named('Amount'),
          named('TransactionDate'),
          wireObject(['Name', 'PhoneNumber'], ['Value', numberOrText(phone)]),
        ],
      ]),
    ],
  )
  return writeWire(wireObject(['Envelope', wireObject(['Body', wireObject(['stkCallback', callback])])]))
}
