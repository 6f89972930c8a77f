import type { Pool } from 'pg'
import type { DemoOrder } from './demo-orders.ts'
import type { Fault } from './fault.ts'
import { type PaymentResult, readItems, type TrustedBody } from './shop-callback.ts'

/** Faults of what the handler does with a callback that it has received and answers well, mostly. */
export const handlerFaults: readonly Fault[] = [
  {
    name: 'crash-without-metadata',
    summary: 'The handler reads `CallbackMetadata` before `ResultCode`; failed payments have none',
    expect: 'handler/crashes',
    severity: 'error',
    shop: { readCallback: readMetadataFirst },
  },
  {
    name: 'rolled-back',
    summary: 'The transaction is never committed; the answer is 200 all the same',
    expect: 'handler/ignores-success',
    severity: 'error',
    shop: { endTransaction: 'rollback' },
  },
  {
    name: 'string-code',
    summary: 'The handler compares `ResultCode === "0"`, Safaricom sends the number 0',
    expect: 'handler/marks-success-failed',
    severity: 'error',
    shop: { isSuccess: (result) => result.resultCode === '0' },
  },
  {
    name: 'wrong-id',
    summary: 'The app stored the MerchantRequestID in `checkout_request_id`, so no callback ever finds its order',
    expect: 'db/id-not-stored',
    severity: 'error',
    data: {
      apply: (db, orders) => storeIds(db, orders, (order) => order.merchantRequestId),
      undo: (db, orders) => storeIds(db, orders, (order) => order.checkoutRequestId),
    },
  },
]

function readMetadataFirst(body: unknown): PaymentResult {
  const { stkCallback } = (body as TrustedBody).Body
  const metadata = readItems(stkCallback.CallbackMetadata.Item)
  return {
    checkoutRequestId: stkCallback.CheckoutRequestID,
    resultCode: stkCallback.ResultCode,
    description: stkCallback.ResultDesc,
    metadata,
  }
}

async function storeIds(db: Pool, orders: readonly DemoOrder[], id: (order: DemoOrder) => string): Promise<void> {
  await db.query(
    `update orders set checkout_request_id = stored.id
     from unnest($1::text[], $2::text[]) as stored (order_number, id)
     where orders.order_number = stored.order_number`,
    [orders.map((order) => order.orderNumber), orders.map(id)],
  )
}
