import type { CodeDefinitions } from '../../core/finding.ts'

/** What a handler can do wrong with a callback that reaches it. */
export const handlerCodes = {
  'handler/crashes': {
    severity: 'error',
    title: 'The callback handler crashes',
    why: 'Safaricom sends a callback once. An exception in the handler loses the result of that payment for good.',
    fix: 'Find the exception in the app’s log, and answer 200 before anything that can fail',
  },
  'handler/ignores-success': {
    severity: 'error',
    title: 'A successful callback does not change the order',
    why: 'The customer has paid, the app took the message, and the order keeps waiting: it was not found, or the change was not saved.',
    fix: 'Look the order up by the CheckoutRequestID that was stored when the push was sent, set it to paid, and commit',
  },
  'handler/ignores-failure': {
    severity: 'error',
    title: 'A failed payment leaves the order pending',
    why: 'Cancelled and expired prompts never settle, so the customer waits and nobody offers to try again.',
    fix: 'Treat every ResultCode other than 0 as the end of this attempt; such callbacks carry no `CallbackMetadata`',
  },
  'handler/marks-failure-paid': {
    severity: 'error',
    title: 'A failed payment marks the order as paid',
    why: 'Goods are handed out for a payment that never happened.',
    fix: 'Settle the order only if `Number(ResultCode) === 0`',
  },
  'handler/marks-success-failed': {
    severity: 'error',
    title: 'A successful payment marks the order as failed',
    why: 'ResultCode is the number 0 on the wire; compared with the text "0", or as a truth value, success looks like failure.',
    fix: 'Compare numbers: `Number(ResultCode) === 0`',
  },
  'handler/wrong-order': {
    severity: 'error',
    title: 'The callback changes another order',
    why: 'A match by phone, amount or "the newest pending order" hits the wrong customer as soon as two of them pay at once.',
    fix: 'Match by CheckoutRequestID and nothing else',
  },
  'handler/partial-write': {
    severity: 'error',
    title: 'The callback is recorded only in part',
    why: 'Without status, receipt and time of payment together, the order cannot be matched with the M-Pesa statement.',
    fix: 'Write status, receipt (`MpesaReceiptNumber`) and time of payment in one transaction; read the items by name',
  },
  'handler/wrong-time': {
    severity: 'warning',
    title: 'The time of payment is stored wrongly',
    why: '`TransactionDate` is a wall clock in Nairobi (UTC+3), written as YYYYMMDDHHmmss; read as UTC it is three hours off.',
    fix: 'Parse `TransactionDate` in the zone Africa/Nairobi and store it with its zone',
  },
  'handler/not-idempotent': {
    severity: 'error',
    title: 'A repeated callback is applied again',
    why: 'The same callback can arrive twice; the second time it must change nothing, or stock and balances drift.',
    fix: "Change the order only while it is pending: `UPDATE … WHERE checkout_request_id = … AND status = 'pending'`",
  },
  'handler/concurrent-duplicates': {
    severity: 'error',
    title: 'Callbacks that arrive together are applied more than once',
    why: 'Read, decide and write as three steps let two requests decide at the same moment.',
    fix: 'Decide in the database: one conditional UPDATE, or a unique index on the receipt',
  },
} as const satisfies CodeDefinitions

export type HandlerCode = keyof typeof handlerCodes
