import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

interface Reply {
  status(code: number): Reply
  json(value: unknown): void
  type(name: string): Reply
  write(text: string): void
  end(text: string): void
}

/** As much of Express as the shop uses; the package has no types of its own. */
interface Express {
  (): {
    use(middleware: unknown): void
    post(path: string, handler: (request: { readonly body: string }, response: Reply) => Promise<void>): void
    listen(port: number, host: string, listening: () => void): Server
  }
  text(options: { readonly type: () => boolean; readonly limit: string }): unknown
}

const express = createRequire(import.meta.url)('express') as Express

/** What is wrong with the shop; without any it does everything right. */
export type ShopFault =
  | 'ignores-success'
  | 'ignores-failure'
  | 'marks-failure-paid'
  | 'marks-success-failed'
  | 'wrong-order'
  | 'no-receipt'
  | 'time-as-utc'
  | 'not-idempotent'
  | 'no-lock'
  | 'late-failure-wins'
  | 'late-success-lost'
  | 'drops-early'
  | 'any-amount'
  | 'any-receipt'
  | 'by-position'
  | 'number-only'
  | 'code-as-integer'
  | 'phone-as-number'
  | 'metadata-first'
  | 'trusts-body'
  | 'counts-c2b'
  | 'any-path'
  | 'credits-phone'
  | 'pays-spare'

/** Differences that are no faults. */
export type ShopManner = 'queue' | 'refuses-422' | 'asks-daraja'

export interface AuditedShop {
  readonly url: string
  readonly confirmationUrl: string
  /** Makes an order; the id is known at once, the row comes a moment later. */
  order(): { readonly id: string; readonly stored: Promise<void> }
  close(): Promise<void>
}

export const secretPath = '/pay/9f86d081884c7d659a2feaa0c55ad015'

export const auditedShopSql = `
  CREATE TABLE customers (id serial PRIMARY KEY, phone text, wallet numeric(10,2) DEFAULT 0);
  CREATE TABLE products (id serial PRIMARY KEY, name text, stock int);
  CREATE TABLE orders (id serial PRIMARY KEY, order_number text UNIQUE, customer_id int REFERENCES customers, amount numeric(10,2),
    phone text, status text DEFAULT 'pending', checkout_request_id text UNIQUE, mpesa_receipt text, paid_at timestamptz,
    result_code text, created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());
  CREATE TABLE order_items (id serial PRIMARY KEY, order_id int REFERENCES orders, product_id int REFERENCES products, quantity int);
  CREATE TABLE ledger (id serial PRIMARY KEY, order_id int REFERENCES orders, receipt text, amount numeric(10,2));
  CREATE TABLE mpesa_balances (id serial PRIMARY KEY, phone_number text UNIQUE, balance numeric(10,2) DEFAULT 0);
  INSERT INTO mpesa_balances (phone_number) VALUES ('0712345678');
  CREATE TABLE callback_log (id serial PRIMARY KEY, order_id int, checkout_request_id text, body text, at timestamptz DEFAULT now());
  CREATE TABLE early_callbacks (checkout_request_id text PRIMARY KEY, body text);
  INSERT INTO customers (phone) VALUES ('254712345678');
  INSERT INTO products (name, stock) VALUES ('Unga', 1000);
  INSERT INTO orders (order_number, customer_id, amount, phone, status, checkout_request_id, mpesa_receipt, paid_at)
    VALUES ('ORD-1', 1, 1500, '254712345678', 'paid', 'ws_CO_231120260757001712345678', 'UKN8ABC1D2', now()),
      ('ORD-2', 1, 1500, '254712345678', 'failed', 'ws_CO_231120260757002712345678', NULL, NULL);`

interface Item {
  readonly Name: string
  readonly Value?: unknown
}

interface Callback {
  readonly CheckoutRequestID: string
  readonly ResultCode: unknown
  readonly CallbackMetadata?: { readonly Item: readonly Item[] }
}

interface Payment {
  readonly receipt: string
  readonly amount: number
  readonly paidAt: Date | null
}

interface OrderRow {
  readonly id: number
  readonly customer_id: number
  readonly status: string
  readonly amount: string
}

let shops = 0

/** A small shop on Express and PostgreSQL, as a careful developer writes it, with a fault put in if one is named. */
export async function startAuditedShop(
  databaseUrl: string,
  fault?: ShopFault | 'no-secret',
  manner?: ShopManner,
): Promise<AuditedShop> {
  const has = (name: ShopFault): boolean => fault === name
  const db = new pg.Pool({ connectionString: databaseUrl, max: 3 })
  db.on('error', () => undefined)
  const app = express()
  const path = fault === 'no-secret' ? '/callback' : has('any-path') ? '/pay/:anything' : secretPath
  app.use(express.text({ type: () => true, limit: '1mb' }))

  function isSuccess(code: unknown): boolean {
    if (has('marks-success-failed')) return code === '0'
    return has('number-only') ? code === 0 : String(code) === '0'
  }

  function readPayment({ CallbackMetadata }: Callback): Payment {
    const list = CallbackMetadata?.Item ?? []
    const byName = Object.fromEntries(list.map((item) => [item.Name, item.Value]))
    const [amount, receipt, date, phone] = has('by-position')
      ? list.map(({ Value }) => Value)
      : [byName.Amount, byName.MpesaReceiptNumber, byName.TransactionDate, byName.PhoneNumber]
    if (has('phone-as-number')) BigInt(String(phone))
    return { receipt: String(receipt), amount: Number(amount), paidAt: readTime(date, has('time-as-utc')) }
  }

  async function settle(client: pg.PoolClient, order: OrderRow, payment: Payment): Promise<void> {
    if (Math.round(payment.amount * 100) !== Math.round(Number(order.amount) * 100) && !has('any-amount')) return
    if (order.status === 'failed' && has('late-success-lost')) return
    if (!has('any-receipt')) {
      const used = await client.query('SELECT 1 FROM ledger WHERE receipt = $1 AND order_id <> $2', [
        payment.receipt,
        order.id,
      ])
      if (used.rowCount !== 0) return
    }
    const isNew = order.status !== 'paid'
    if (has('no-lock')) await sleep(250)
    if (isNew)
      await client.query(
        `UPDATE orders SET status = 'paid', mpesa_receipt = $2, paid_at = $3, result_code = '0', updated_at = now() WHERE id = $1`,
        [order.id, has('no-receipt') ? null : payment.receipt, payment.paidAt],
      )
    if (has('credits-phone'))
      await client.query(`UPDATE mpesa_balances SET balance = balance + $1 WHERE phone_number = '0712345678'`, [
        payment.amount,
      ])
    if (has('pays-spare'))
      await client.query(
        `UPDATE orders SET status = 'paid' WHERE id = (SELECT max(id) FROM orders WHERE status = 'pending' AND id <> $1)`,
        [order.id],
      )
    if (!isNew && !has('not-idempotent')) return
    await client.query('INSERT INTO ledger (order_id, receipt, amount) VALUES ($1, $2, $3)', [
      order.id,
      payment.receipt,
      payment.amount,
    ])
    await client.query('UPDATE customers SET wallet = wallet + $2 WHERE id = $1', [order.customer_id, payment.amount])
    await client.query(
      'UPDATE products SET stock = stock - i.quantity FROM order_items i WHERE i.product_id = products.id AND i.order_id = $1',
      [order.id],
    )
  }

  async function fail(client: pg.PoolClient, order: OrderRow, code: unknown): Promise<void> {
    if (has('ignores-failure')) return
    if (has('marks-failure-paid')) await client.query(`UPDATE orders SET status = 'paid' WHERE id = $1`, [order.id])
    const stored = has('code-as-integer') ? BigInt(String(code)) : String(code)
    const only = has('late-failure-wins') ? '' : ` AND status = 'pending'`
    await client.query(
      `UPDATE orders SET status = 'failed', result_code = $2, updated_at = now() WHERE id = $1${only}`,
      [order.id, String(stored)],
    )
  }

  /** Everything that a callback means, in one transaction that holds the order's row. */
  async function apply(callback: Callback, body: string): Promise<void> {
    const success = isSuccess(callback.ResultCode)
    if (has('metadata-first')) (callback.CallbackMetadata as { Item: readonly Item[] }).Item.at(0)
    if (manner === 'asks-daraja' || (success && has('ignores-success'))) return
    await inTransaction(db, async (client) => {
      const lock = has('no-lock') ? '' : ' FOR UPDATE'
      const which = has('wrong-order')
        ? `status = 'pending' AND $1 <> '' ORDER BY id DESC LIMIT 1`
        : 'checkout_request_id = $1'
      const { rows } = await client.query<OrderRow>(
        `SELECT id, customer_id, status, amount FROM orders WHERE ${which}${lock}`,
        [callback.CheckoutRequestID],
      )
      await client.query('INSERT INTO callback_log (order_id, checkout_request_id, body) VALUES ($1, $2, $3)', [
        rows[0]?.id ?? null,
        callback.CheckoutRequestID,
        body,
      ])
      const [order] = rows
      if (order === undefined) {
        if (!has('drops-early'))
          await client.query('INSERT INTO early_callbacks VALUES ($1, $2) ON CONFLICT DO NOTHING', [
            callback.CheckoutRequestID,
            body,
          ])
      } else if (success) await settle(client, order, readPayment(callback))
      else await fail(client, order, callback.ResultCode)
    })
  }

  app.post(path, async (request, response) => {
    const callback = has('trusts-body') ? trustBody(request.body) : readBody(request.body)
    if (callback === undefined) {
      response.status(manner === 'refuses-422' ? 422 : 400).json({ ResultCode: 1, ResultDesc: 'Not a callback' })
      return
    }
    if (manner === 'queue')
      void sleep(300)
        .then(() => apply(callback, request.body))
        .catch(() => undefined)
    else await apply(callback, request.body)
    response.json({ ResultCode: 0, ResultDesc: 'Accepted' })
  })

  app.post('/c2b/confirmation', async (request, response) => {
    const { TransID, TransAmount, BillRefNumber, TransTime } = JSON.parse(String(request.body))
    const payment = { receipt: TransID, amount: Number(TransAmount), paidAt: readTime(TransTime, false) }
    await inTransaction(db, async (client) => {
      const { rows } = await client.query<OrderRow>(
        'SELECT id, customer_id, status, amount FROM orders WHERE order_number = $1 FOR UPDATE',
        [BillRefNumber],
      )
      if (rows[0] === undefined) return
      if (has('counts-c2b'))
        await client.query('INSERT INTO ledger (order_id, receipt, amount) VALUES ($1, $2, $3)', [
          rows[0].id,
          payment.receipt,
          payment.amount,
        ])
      else await settle(client, rows[0], payment)
    })
    response.json({ ResultCode: 0, ResultDesc: 'Success' })
  })

  const server = await new Promise<Server>((resolve) => {
    const started = app.listen(0, '127.0.0.1', () => resolve(started))
  })
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const shop = ++shops
  let orders = 0

  async function store(id: string, number: string): Promise<void> {
    await sleep(30)
    const { rows } = await db.query<{ id: number }>(
      `INSERT INTO orders (order_number, customer_id, amount, phone, checkout_request_id) VALUES ($1, 1, 1500, '254712345678', $2) RETURNING id`,
      [number, id],
    )
    await db.query('INSERT INTO order_items (order_id, product_id, quantity) VALUES ($1, 1, 2)', [rows[0]?.id])
    const early = await db.query<{ body: string }>(
      'DELETE FROM early_callbacks WHERE checkout_request_id = $1 RETURNING body',
      [id],
    )
    for (const { body } of early.rows) {
      const callback = readBody(body)
      if (callback !== undefined) await apply(callback, body)
    }
  }

  app.post('/orders', async (_, response) => {
    const { id, stored } = shopOrder()
    // Written before it is stored, as a page that streams its answer may do.
    response.type('json').write(`{"CheckoutRequestID":"${id}",`)
    await stored
    response.end('"ok":true}\n')
  })

  function shopOrder(): { readonly id: string; readonly stored: Promise<void> } {
    const count = String(100 + orders++)
    const id = `ws_CO_231120260758${String(shop % 60).padStart(2, '0')}${count}712345678`
    return { id, stored: store(id, `ORD-${shop}-${count}`) }
  }

  return {
    url: `${origin}${path.replace(':anything', '9f86d081884c7d659a2feaa0c55ad015')}`,
    confirmationUrl: `${origin}/c2b/confirmation`,
    order: shopOrder,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await db.end()
    },
  }
}

function trustBody(text: string): Callback {
  return JSON.parse(text).Body.stkCallback
}

function readBody(text: unknown): Callback | undefined {
  try {
    const callback = JSON.parse(String(text)).Body.stkCallback
    const items = callback.CallbackMetadata?.Item ?? []
    const isCallback =
      /^ws_CO_\w{1,60}$/.test(callback.CheckoutRequestID) && typeof callback.CheckoutRequestID === 'string'
    return isCallback && Array.isArray(items) && items.every((item) => item !== null) ? callback : undefined
  } catch {
    return undefined
  }
}

function readTime(date: unknown, asUtc: boolean): Date | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(date))
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${asUtc ? 'Z' : '+03:00'}`)
}

async function inTransaction(db: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await db.connect()
  try {
    await client.query('BEGIN')
    await work(client)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
