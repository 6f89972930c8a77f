import { defineCheck, found, pass, skip } from '../../core/check.ts'
import type { CodeDefinitions } from '../../core/finding.ts'
import { describeTable } from '../../orders/catalog.ts'
import { pendingOrders } from '../../probes/pending-orders.ts'

const codes = {
  'db/tables-disagree': {
    severity: 'error',
    title: 'The payment is recorded, the order is not paid',
    why: 'The callback reached the table of payments and nothing carried it on to the order that the customer sees.',
    fix: 'Change payment and order in one transaction',
  },
} as const satisfies CodeDefinitions

export const paymentsAgree = defineCheck({
  id: 'payments-agree',
  family: 'db',
  title: 'Payments and orders agree',
  codes,
  needs: { pendingOrders },
  judge({ pendingOrders: { tables, disagreements, pending } }) {
    const { payments, orders } = tables
    if (payments === null) return skip('not-applicable', 'payments in a table of their own')
    const [example] = disagreements
    if (example === undefined) {
      // No fault by itself: the customer may try again.
      const failed = pending.orders.filter(
        (order) => order.paymentRow !== null && order.paymentState === 'failed',
      ).length
      return failed === 0 ? pass() : pass(`no payment is paid alone; ${failed} pending beside a failed payment`)
    }
    return found([
      {
        code: 'db/tables-disagree',
        severity: 'error',
        confidence: 'likely',
        message: `${disagreements.length === 1 ? 'One order' : `${disagreements.length} orders`} of \`${describeTable(orders.table)}\` ${disagreements.length === 1 ? 'is' : 'are'} unpaid while the payment in \`${describeTable(payments.table)}\` says \`${example.paymentState}\`, such as ${example.orderId} (\`${example.orderState}\`)`,
        evidence: {
          orders: describeTable(orders.table),
          payments: describeTable(payments.table),
          rows: disagreements.length,
          examples: disagreements.slice(0, 5).map((entry) => ({ ...entry })),
        },
      },
    ])
  },
})
