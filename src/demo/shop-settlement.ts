import type { Pool, PoolClient } from 'pg'
import { parseTransactionDate } from './demo-ids.ts'
import type { PaymentResult } from './shop-callback.ts'

/** What became of the order: `refused` is a payment that does not fit it, `unchanged` one that was final already. */
export type Settlement = 'paid' | 'failed' | 'unknown' | 'refused' | 'unchanged'

export interface SettlementOptions {
  readonly success: boolean
  /** `rollback` forgets everything that was written. */
  readonly end: 'commit' | 'rollback'
  readonly now: Date
}

/** Brings one callback into the database, in one transaction. */
export async function settleOrder(db: Pool, result: PaymentResult, options: SettlementOptions): Promise<Settlement> {
  const client = await db.connect()
  try {
    await client.query('begin')
    const settlement = await record(client, result, options)
    await client.query(options.end)
    return settlement
  } catch (error) {
    await client.query('rollback')
    // Another callback with the same receipt was faster.
    if ((error as { readonly code?: unknown }).code === uniqueViolation) return 'refused'
    throw error
  } finally {
    client.release()
  }
}

const uniqueViolation = '23505'

async function record(client: PoolClient, result: PaymentResult, options: SettlementOptions): Promise<Settlement> {
  const found = await client.query<{ amount: string }>(
    'select amount from orders where checkout_request_id = $1 for update',
    [result.checkoutRequestId],
  )
  const order = found.rows[0]
  if (order === undefined) return 'unknown'
  return options.success ? recordSuccess(client, result, order.amount, options.now) : recordFailure(client, result)
}

async function recordFailure(client: PoolClient, result: PaymentResult): Promise<Settlement> {
  // Only a pending order can fail: a failure that arrives late must not undo a payment.
  const { rowCount } = await client.query(
    `update orders set payment_status = 'FAILED', admin_notes = $2
     where checkout_request_id = $1 and payment_status = 'PENDING'`,
    [result.checkoutRequestId, result.description],
  )
  return rowCount === 1 ? 'failed' : 'unchanged'
}

async function recordSuccess(
  client: PoolClient,
  result: PaymentResult,
  amount: string,
  now: Date,
): Promise<Settlement> {
  const receipt = result.metadata.get('MpesaReceiptNumber')
  if (inCents(result.metadata.get('Amount')) !== inCents(amount) || typeof receipt !== 'string') {
    return refuse(client, result, 'The amount paid is not the amount of the order')
  }
  const used = await client.query(
    'select 1 from orders where payment_reference = $2 and checkout_request_id is distinct from $1',
    [result.checkoutRequestId, receipt],
  )
  if (used.rowCount !== 0) return refuse(client, result, `Receipt ${receipt} already paid another order`)
  // Compare and set: of two callbacks at once the second finds nothing to do. Money that comes after a failure counts.
  const { rowCount } = await client.query(
    `update orders set payment_status = 'PAID', payment_reference = $2, paid_at = $3, admin_notes = null
     where checkout_request_id = $1 and payment_status in ('PENDING', 'FAILED')`,
    [result.checkoutRequestId, receipt, parseTransactionDate(result.metadata.get('TransactionDate')) ?? now],
  )
  return rowCount === 1 ? 'paid' : 'unchanged'
}

async function refuse(client: PoolClient, result: PaymentResult, note: string): Promise<Settlement> {
  await client.query(
    `update orders set admin_notes = $2 where checkout_request_id = $1 and payment_status = 'PENDING'`,
    [result.checkoutRequestId, note],
  )
  return 'refused'
}

/** `1`, `1.00` and `"1"` are the same amount. */
function inCents(amount: unknown): number {
  return Math.round(Number(amount ?? Number.NaN) * 100)
}
