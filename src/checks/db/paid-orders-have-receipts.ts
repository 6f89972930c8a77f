import { defineCheck, found, pass, skip } from '../../core/check.ts'
import type { CodeDefinitions } from '../../core/finding.ts'
import { describeTable } from '../../orders/catalog.ts'
import { tableWithIds } from '../../orders/order-tables.ts'
import { isMpesaMethod } from '../../orders/payment-method.ts'
import { pendingOrders } from '../../probes/pending-orders.ts'

const codes = {
  'db/paid-without-receipt': {
    severity: 'warning',
    title: 'Orders are paid without a receipt',
    why: 'Daraja’s answer to the push (ResponseCode 0) only says that the prompt was sent. Only a callback with ResultCode 0 brings a receipt.',
    fix: 'Set an order to paid only in the callback, together with its `MpesaReceiptNumber`',
  },
} as const satisfies CodeDefinitions

export const paidOrdersHaveReceipts = defineCheck({
  id: 'paid-orders-have-receipts',
  family: 'db',
  title: 'Paid M-Pesa orders have a receipt',
  codes,
  needs: { pendingOrders },
  judge({ pendingOrders: { tables, newest } }) {
    const { columns, table } = tableWithIds(tables)
    if (columns.receipt === undefined) return skip('not-applicable', 'a column for the receipt')
    const paid = newest.filter(({ state }) => state === 'paid')
    // Cash has no receipt; a row counts if it says M-Pesa or still carries an id of Safaricom.
    const mpesa = paid.filter(
      ({ method, checkoutRequestId, receipt }) =>
        receipt !== null ||
        isMpesaMethod(method) === true ||
        (checkoutRequestId !== null && isMpesaMethod(method) !== false),
    )
    const without = mpesa.filter(({ receipt }) => receipt === null)
    if (without.length === 0) return pass(mpesa.length === 0 ? 'no paid orders' : `${mpesa.length} of ${mpesa.length}`)
    return found([
      {
        code: 'db/paid-without-receipt',
        severity: 'warning',
        confidence: without.length > 2 ? 'likely' : 'possible',
        message: `${without.length} of the ${mpesa.length} newest paid orders have no receipt in \`${columns.receipt.name}\``,
        evidence: {
          table: describeTable(table),
          column: columns.receipt.name,
          rows: without.length,
          paid: mpesa.length,
          ids: without.slice(0, 5).map(({ id }) => id),
        },
      },
    ])
  },
})
