import { createServer, type Server, type ServerResponse } from 'node:http'
import type { ClientBase } from 'pg'
import pg from 'pg'
import type { StkSuccessReading } from '../../src/daraja/stk-callback-reading.ts'
import { parseStkCallback } from '../../src/daraja/stk-callback-reading.ts'

/** What a callback handler may do, right or wrong. */
export type Handler = (callback: {
  readonly id: string
  readonly success: boolean
  readonly payment: StkSuccessReading | undefined
  readonly db: ClientBase
  readonly response: ServerResponse
}) => Promise<number>

export interface TestShop {
  readonly url: string
  readonly received: string[]
  handler: Handler
  close(): Promise<void>
}

export const shopSql = `CREATE TABLE orders (id serial PRIMARY KEY, order_number text UNIQUE, total numeric(10,2), status text DEFAULT 'pending',
  phone text, payment_reference text UNIQUE, amount_paid numeric(10,2) DEFAULT 0, admin_notes text DEFAULT '', paid_at timestamptz,
  created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());`

/** Fresh ids for each test, so that tests do not see each other's orders. */
export function createIds(): () => string {
  let count = 100
  return () => `ws_CO_23112026075800${++count}700000001`
}

/** A shop whose handler can be exchanged. */
export async function startTestShop(databaseUrl: string, handler: Handler): Promise<TestShop> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 })
  // Ending the pool does not wait for its connections; the server may end them first.
  pool.on('error', () => undefined)
  const received: string[] = []
  const server: Server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    received.push(body)
    const reading = parseStkCallback(body)
    if (reading.kind !== 'success' && reading.kind !== 'failure') {
      response.writeHead(400).end()
      return
    }
    const db = await pool.connect()
    try {
      const payment = reading.kind === 'success' ? reading : undefined
      const id = reading.checkoutRequestId ?? ''
      const status = await shop.handler({ id, success: payment !== undefined, payment, db, response })
      if (!response.destroyed)
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"ResultCode":0}')
    } catch {
      response.writeHead(500).end('boom')
    } finally {
      db.release()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const shop: TestShop = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/api/payments/mpesa/callback`,
    received,
    handler,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await pool.end()
    },
  }
  return shop
}

/** What a careful shop does. */
export const carefulHandler: Handler = async ({ id, success, payment, db }) => {
  if (success)
    await db.query(
      `UPDATE orders SET status = 'paid', payment_reference = $2, amount_paid = $3, paid_at = to_timestamp($4 || '+03', 'YYYYMMDDHH24MISSTZH'), updated_at = now()
       WHERE payment_reference = $1 AND status = 'pending'`,
      [id, payment?.receipt, payment?.amount, payment?.transactionDate],
    )
  else
    await db.query(
      `UPDATE orders SET status = 'failed', updated_at = now() WHERE payment_reference = $1 AND status = 'pending'`,
      [id],
    )
  return 200
}
