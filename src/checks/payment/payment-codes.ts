import type { CodeDefinition } from '../../core/finding.ts'

/** One payment, by what Daraja says of it and by what the order says. */
export const paymentCodes = {
  'payment/settled': {
    severity: 'info',
    title: 'The payment is settled on both sides',
    why: 'Daraja says that the customer paid, and the order says so too.',
    fix: 'Nothing is to be done',
  },
  'payment/in-progress': {
    severity: 'info',
    title: 'The prompt is still open on the phone',
    why: 'The customer has not answered yet, or Safaricom has not finished; no callback is due.',
    fix: 'Ask again in 12 seconds; a prompt that nobody answers ends after a minute or so',
  },
  'payment/declined': {
    severity: 'info',
    title: 'The payment failed, and the order says so too',
    why: 'The ResultCode is final: this push will not be paid any more.',
    fix: 'Tell the customer what the ResultCode says, then send a new push',
  },
  'payment/paid-not-recorded': {
    severity: 'error',
    title: 'The customer paid, and the order does not say so',
    why: 'Safaricom took the money. The callback did not arrive, was refused, or did not change the order.',
    fix: 'Find out where the callback is lost, then settle this order by hand',
  },
  'payment/callback-never-arrived': {
    severity: 'error',
    title: 'The customer paid, and no callback came',
    why: 'The inbox was there when the push was sent and has kept no callback for it: it was lost on the way to this machine, or went to another URL.',
    fix: 'Find out why the callback URL does not lead here, then settle this order by hand',
  },
  'payment/callback-rejected': {
    severity: 'error',
    title: 'The customer paid, and the app refused the callback',
    why: 'The callback came in, and the app answered with an error or not at all. Safaricom does not send it again.',
    fix: 'Mend what the app answered with, then replay the callback',
  },
  'payment/callback-not-applied': {
    severity: 'error',
    title: 'The customer paid, the app took the callback, and the order did not change',
    why: 'The app answered 2xx, so nobody will send the callback again: the handler looks for another id, fails silently or does not commit.',
    fix: 'Mend the handler, then replay the callback',
  },
  'payment/sandbox-silent': {
    severity: 'warning',
    title: 'The sandbox did not send the callback',
    why: 'The payment has ended, the callback URL takes what is sent to it, and nothing came: the sandbox leaves callbacks out now and then. Not your side.',
    fix: 'Send the callback yourself: `mpesa-doctor simulate <CheckoutRequestID>`; the local `mpesa-doctor sandbox` always calls',
  },
  'payment/amount-differs': {
    severity: 'error',
    title: 'The customer paid another amount than the order has',
    why: 'Either the app asked for another amount than it stored, or the callback was forged. An order must not count as paid for less.',
    fix: 'Look the receipt up in the M-PESA organisation portal, and compare amounts in the handler',
  },
  'payment/failed-not-recorded': {
    severity: 'error',
    title: 'The payment failed, and the order still waits for it',
    why: 'The push ended without money. The callback did not arrive, was refused, or did not change the order.',
    fix: 'Find out where the callback is lost; the customer can be sent a new push at once',
  },
  'payment/recorded-not-paid': {
    severity: 'error',
    title: 'The order counts as paid, and Daraja knows of no payment',
    why: 'Goods may leave without money: a callback can be forged by anybody who knows the URL, or the order was settled by hand or on the answer to the push.',
    fix: 'Look the receipt up in the M-PESA organisation portal before anything is delivered',
  },
  'payment/unknown-to-daraja': {
    severity: 'error',
    title: 'Daraja does not know this payment',
    why: 'The push was sent from another shortcode or environment, or never; for a few seconds after a push, and now and then later, the answer is the same for ids that exist.',
    fix: 'Ask again in 12 seconds; if the answer stays, compare environment and shortcode with those of the push',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>

export type PaymentCode = keyof typeof paymentCodes
