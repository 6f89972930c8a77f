import type { CodeDefinitions } from '../../core/finding.ts'
import { handlerCodes } from './handler-codes.ts'

/** What only an audit shows, because it takes more than one callback or one that is not as usual. */
export const auditCodes = {
  'handler/late-failure-wins': {
    severity: 'error',
    title: 'A late failure undoes a payment',
    why: 'Callbacks can arrive in any order. The customer has paid, and the order says that it failed.',
    fix: "Let a failure change pending orders only: `UPDATE … WHERE … AND status = 'pending'`",
  },
  'handler/late-success-lost': {
    severity: 'error',
    title: 'A success after a time-out is lost',
    why: 'A time-out (1037) says that nobody answered in time, not that nobody paid. The customer has paid, and the order stays failed.',
    fix: 'Let a success settle failed orders, too: only what is paid already stays as it is',
  },
  'handler/loses-race': {
    severity: 'error',
    title: 'A callback that beats the app’s own commit is dropped',
    why: 'The order was not stored yet when its callback came. Safaricom sends it once, so that the order waits forever.',
    fix: 'Store the order before the push is sent and commit, or keep callbacks of unknown ids and look them up when the id is stored',
  },
  'handler/accepts-wrong-amount': {
    severity: 'error',
    title: 'A payment of less than the order settles it',
    why: 'Callbacks are not signed. Whoever knows the URL pays an order with a shilling, or with none.',
    fix: 'Compare `Amount` with the amount of the order before settling it',
  },
  'handler/accepts-reused-receipt': {
    severity: 'error',
    title: 'One receipt settles two orders',
    why: 'A receipt is one payment. Whoever repeats a true callback with another id gets a second order for nothing.',
    fix: 'Put a unique index on the receipt, and settle no order if it refuses',
  },
  'handler/accepts-anyone': {
    severity: 'warning',
    title: 'Whoever knows the callback URL can post payments',
    why: 'Safaricom signs nothing and sends no token. Without a secret in the path, a callback that somebody made up looks like a true one.',
    fix: 'Put a long random part into the path of the callback URL, and ask Daraja (STK query) before goods of value leave',
  },
  'handler/only-first-items': {
    severity: 'error',
    title: 'The metadata is read by position',
    why: 'The items come in no promised order, and `Balance` comes with no value or not at all: what is read by position is then something else.',
    fix: 'Look the items up by `Name`',
  },
  'handler/code-type': {
    severity: 'error',
    title: 'A ResultCode of another type breaks the handler',
    why: 'Most codes are numbers, `SFC_IC0003` is a text and some gateways make "0" of 0. Strict comparisons and integer columns lose the payment.',
    fix: 'Compare `String(ResultCode)` with "0", and store the code as text',
  },
  'handler/phone-format': {
    severity: 'error',
    title: 'A masked or hashed phone number breaks the handler',
    why: 'Safaricom masks phone numbers in more and more callbacks: what takes them for digits fails, and the payment is lost.',
    fix: 'Find the order by CheckoutRequestID, and store the phone number as text or not at all',
  },
  'handler/slow': {
    severity: 'warning',
    title: 'The handler takes its time to answer',
    why: 'Whoever waits for the answer gives up after some seconds, and the callback is not sent again.',
    fix: 'Answer first, work afterwards',
  },
  'c2b/double-notice': {
    severity: 'error',
    title: 'One payment that is reported twice is recorded twice',
    why: 'A paybill with registered URLs gets a C2B confirmation beside the STK callback. Both carry the same receipt.',
    fix: 'Put a unique index on the receipt (`MpesaReceiptNumber`, which is `TransID` in C2B), and let the second one change nothing',
  },
} as const satisfies CodeDefinitions

/** All that an audit can find in a handler. */
export const allAuditCodes = { ...handlerCodes, ...auditCodes }

export type AuditCode = keyof typeof allAuditCodes
