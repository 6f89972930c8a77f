import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { createDatabase } from '../../src/adapters/database-by-url.ts'
import { createHttpNode } from '../../src/adapters/http-node.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { deliveryJson } from '../../src/callbacks/delivery.ts'
import type { SimulationOptions, SimulationResult } from '../../src/callbacks/simulate.ts'
import { simulate } from '../../src/callbacks/simulate.ts'
import { judgeDelivery } from '../../src/checks/handler/judge-delivery.ts'
import type { DatabaseSession } from '../../src/core/database-port.ts'
import { KnownError } from '../../src/core/errors.ts'
import { secret } from '../../src/core/secret.ts'
import { parseStkCallback } from '../../src/daraja/stk-callback-reading.ts'
import { findScenario } from '../../src/daraja/stk-scenarios.ts'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import type { OrderTables } from '../../src/orders/order-tables.ts'
import { asWriter, startTestPostgres, type TestPostgres, withSession } from '../helpers/postgres.ts'
import { carefulHandler, createIds, type Handler, shopSql, startTestShop, type TestShop } from './test-shop.ts'

let postgres: TestPostgres
let databaseUrl: string
let shop: TestShop
let session: DatabaseSession
let tables: OrderTables

beforeAll(async () => {
  postgres = await startTestPostgres()
  databaseUrl = await postgres.createDatabase('shop', shopSql)
  shop = await startTestShop(databaseUrl, carefulHandler)
  const opened = await createDatabase().open(secret(databaseUrl), {
    limitMs: 5_000,
    statementLimitMs: 5_000,
    signal: new AbortController().signal,
  })
  if (opened.kind === 'failure') throw new Error(opened.detail)
  session = opened.session
  await insertOrder('pending')
  const discovery = await discoverOrders(session)
  if (discovery.kind === 'none') throw new Error('no orders found')
  tables = discovery.tables
})

afterAll(async () => {
  await session?.close()
  await shop?.close()
  await postgres?.stop()
})

const nextId = createIds()

async function insertOrder(status: string): Promise<string> {
  const id = nextId()
  const sql = `INSERT INTO orders (order_number, total, phone, payment_reference, status) VALUES ($1, 1500, '0712345678', $2, $3)`
  await asWriter(databaseUrl, (client) => client.query(sql, [`ORD-${id.slice(-12)}`, id, status]))
  return id
}

function scenario(name: string) {
  const found = findScenario(name)
  if (found === undefined) throw new Error(`no scenario ${name}`)
  return found
}

function run(
  checkoutRequestIds: readonly string[],
  name: string,
  more: Partial<SimulationOptions> = {},
): Promise<SimulationResult> {
  const options = {
    checkoutRequestIds,
    scenario: scenario(name),
    url: shop.url,
    route: { limitMs: 5_000 },
    settleMs: 300,
    ...more,
  }
  const signal = new AbortController().signal
  return simulate(options, {
    http: createHttpNode(),
    clock: systemClock,
    random: cryptoRandom,
    signal,
    database: { session, tables },
  })
}

/** Codes found when a handler gets one scenario for a fresh pending order. */
async function codes(
  handler: Handler,
  name: string,
  more: Partial<SimulationOptions> = {},
  status = 'pending',
): Promise<string[]> {
  shop.handler = handler
  const { deliveries } = await run([await insertOrder(status)], name, more)
  return deliveries.flatMap((delivery) => judgeDelivery(delivery, tables)).map(({ code }) => code)
}

const sql =
  (text: string, ...pick: ('receipt' | 'amount' | 'transactionDate')[]): Handler =>
  async ({ id, payment, db }) => {
    await db.query(text, [id, ...pick.map((field) => payment?.[field] ?? null)])
    return 200
  }

describe('a simulated success', () => {
  it('carries the amount, phone and id of the order and is proven in its row', async () => {
    shop.handler = carefulHandler
    const id = await insertOrder('pending')
    const { deliveries, warnings } = await run([id], 'success')
    const [delivery] = deliveries
    expect(warnings).toEqual([])
    expect(delivery?.sources).toMatchObject({ amount: 'order', phone: 'order', receipt: 'invented' })
    const sent = parseStkCallback(shop.received.at(-1) ?? '')
    expect(sent).toMatchObject({ kind: 'success', checkoutRequestId: id, amount: 1500, phone: '254712345678' })
    expect(delivery?.effect?.before.state).toBe('pending')
    expect(delivery?.effect?.after).toMatchObject({
      state: 'paid',
      receipt: delivery?.payment?.receipt,
      checkoutRequestId: null,
    })
    const json = deliveryJson(delivery ?? expect.fail())
    expect(json).toMatchObject({
      scenario: 'success',
      request: { url: shop.url, body: shop.received.at(-1) },
      response: { status: 200, body: '{"ResultCode":0}' },
      before: { status: 'pending', payment_reference: id },
      after: { status: 'paid' },
      changed: { status: ['pending', 'paid'], payment_reference: [id, delivery?.payment?.receipt] },
    })
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
  })

  it('uses what was asked for', async () => {
    const { deliveries } = await run([await insertOrder('pending')], 'success', {
      wishes: { amount: 1, phone: '0700 111 222', receipt: 'UKN0000001', shortcode: '174379' },
      dryRun: true,
    })
    expect(deliveries[0]?.payment).toMatchObject({ amount: 1, phone: '254700111222', receipt: 'UKN0000001' })
    expect(deliveries[0]?.request.headers).toContainEqual(['BusinessShortCode', '174379'])
  })

  it('waits for apps that do the work after their answer', async () => {
    const late: Handler = async (callback) => {
      callback.response.writeHead(200).end()
      await new Promise((resolve) => setTimeout(resolve, 150))
      return carefulHandler(callback)
    }
    expect(await codes(late, 'success', { settleMs: 3_000 })).toEqual([])
  })
})

describe('judgeDelivery', () => {
  const ignore: Handler = async () => 200
  const crash: Handler = async () => 500
  const drop: Handler = async ({ response }) => {
    response.destroy()
    return 200
  }
  const full = `status = 'paid', payment_reference = $2, paid_at = now()`

  it.each<readonly [string, Handler, string, readonly string[]]>([
    ['a careful handler', carefulHandler, 'success', []],
    ['a careful handler', carefulHandler, 'cancelled', []],
    ['a handler that crashes', crash, 'success', ['handler/crashes']],
    ['a handler that crashes', crash, 'cancelled', ['handler/crashes']],
    ['a dropped connection', drop, 'success', ['handler/crashes']],
    ['a handler that does nothing', ignore, 'success', ['handler/ignores-success']],
    ['a handler that refuses', async () => 404, 'success', ['handler/ignores-success']],
    [
      'a handler that only touches the row',
      sql('UPDATE orders SET updated_at = now() WHERE payment_reference = $1'),
      'success',
      ['handler/ignores-success'],
    ],
    ['a handler that does nothing', ignore, 'cancelled', ['handler/ignores-failure']],
    [
      'success taken for failure',
      sql(`UPDATE orders SET status = 'failed' WHERE payment_reference = $1`),
      'success',
      ['handler/marks-success-failed'],
    ],
    [
      'failure taken for success',
      sql(`UPDATE orders SET status = 'paid' WHERE payment_reference = $1`),
      'cancelled',
      ['handler/marks-failure-paid'],
    ],
    [
      'a status without a receipt',
      sql(`UPDATE orders SET status = 'paid', paid_at = now() WHERE payment_reference = $1`),
      'success',
      ['handler/partial-write'],
    ],
    [
      'a receipt without a status',
      sql('UPDATE orders SET payment_reference = $2, paid_at = now() WHERE payment_reference = $1', 'receipt'),
      'success',
      ['handler/partial-write'],
    ],
    [
      'no time of payment',
      sql(`UPDATE orders SET status = 'paid', payment_reference = $2 WHERE payment_reference = $1`, 'receipt'),
      'success',
      ['handler/partial-write'],
    ],
    [
      'the receipt in a note',
      sql(
        `UPDATE orders SET status = 'paid', admin_notes = 'M-Pesa ' || $2, paid_at = now() WHERE payment_reference = $1`,
        'receipt',
      ),
      'success',
      [],
    ],
    [
      'Nairobi time read as UTC',
      sql(
        `UPDATE orders SET status = 'paid', payment_reference = $2, paid_at = to_timestamp($3 || '+00', 'YYYYMMDDHH24MISSTZH') WHERE payment_reference = $1`,
        'receipt',
        'transactionDate',
      ),
      'success',
      ['handler/wrong-time'],
    ],
    [
      'another order',
      sql(
        `UPDATE orders SET ${full} WHERE id = (SELECT min(id) FROM orders WHERE payment_reference <> $1 AND status = 'pending')`,
        'receipt',
      ),
      'success',
      ['handler/wrong-order'],
    ],
    [
      'a failure of another order',
      sql(
        `UPDATE orders SET status = 'failed' WHERE id = (SELECT min(id) FROM orders WHERE payment_reference <> $1 AND status = 'pending')`,
      ),
      'cancelled',
      ['handler/wrong-order'],
    ],
  ])('of %s (%#)', async (_, handler, name, expected) => {
    await insertOrder('pending')
    expect(await codes(handler, name)).toEqual(expected)
  })

  it('finds a repetition that is applied again', async () => {
    const addsUp = sql(
      `UPDATE orders SET ${full}, amount_paid = amount_paid + $3 WHERE payment_reference = $1 OR admin_notes = $1`,
      'receipt',
      'amount',
    )
    const remembers: Handler = async (callback) => {
      await callback.db.query('UPDATE orders SET admin_notes = $1 WHERE payment_reference = $1', [callback.id])
      return addsUp(callback)
    }
    expect(await codes(carefulHandler, 'success', { times: 2 })).toEqual([])
    expect(await codes(remembers, 'success', { times: 2 })).toEqual(['handler/not-idempotent'])
  })

  it('finds duplicates that were applied side by side', async () => {
    const racy: Handler = async ({ id, payment, db }) => {
      const { rows } = await db.query(`SELECT id, status FROM orders WHERE payment_reference = $1`, [id])
      await new Promise((resolve) => setTimeout(resolve, 100))
      if (rows[0]?.status === 'pending')
        await db.query(`UPDATE orders SET ${full}, amount_paid = amount_paid + $3 WHERE id = $1`, [
          rows[0].id,
          payment?.receipt,
          payment?.amount,
        ])
      return 200
    }
    expect(await codes(racy, 'success', { times: 4, parallel: true })).toEqual(['handler/concurrent-duplicates'])
    expect(await codes(carefulHandler, 'success', { times: 4, parallel: true })).toEqual([])
  })

  it('says nothing of an order that was settled before', async () => {
    expect(await codes(ignore, 'success', {}, 'paid')).toEqual([])
  })

  it('says nothing of the handler if nothing could be delivered', async () => {
    expect(await codes(ignore, 'success', { url: 'http://127.0.0.1:9/callback' })).toEqual([])
  })
})

describe('a shop with payments in a table of their own', () => {
  it('is followed in both tables', async () => {
    const url = await postgres.createDatabase(
      'two_tables',
      `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, status text DEFAULT 'pending', created_at timestamptz DEFAULT now());
       CREATE TABLE payments (id serial PRIMARY KEY, order_id int REFERENCES orders, amount numeric, phone text, checkout_request_id text, receipt text, status text DEFAULT 'pending', paid_at timestamptz);
       INSERT INTO orders (order_number, total) SELECT n::text, 100 * n FROM generate_series(1, 5) AS n;
       INSERT INTO payments (order_id, amount, checkout_request_id) SELECT n, 100 * n, 'ws_CO_23112026075800' || (100 + n) || '700000001' FROM generate_series(1, 5) AS n;
       UPDATE orders SET status = 'paid' WHERE id = 5; UPDATE payments SET status = 'paid', receipt = 'UKN8ABC1D2', paid_at = now() WHERE id = 5;`,
    )
    const own = await startTestShop(url, carefulHandler)
    const payments = `UPDATE payments SET status = 'paid', receipt = $2, paid_at = now() WHERE checkout_request_id = $1`
    const orders = `UPDATE orders SET status = 'paid' WHERE id IN (SELECT order_id FROM payments WHERE checkout_request_id = $1)`
    const both: Handler = async (callback) => {
      await sql(payments, 'receipt')(callback)
      return sql(orders)(callback)
    }
    const again = `INSERT INTO payments (order_id, amount, checkout_request_id, receipt, status, paid_at) SELECT order_id, amount, $1, $2, 'paid', now() FROM payments WHERE checkout_request_id = $1 LIMIT 1`
    const inserts: Handler = async (callback) => {
      await both(callback)
      return sql(again, 'receipt')(callback)
    }
    const work = withSession(url, async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('no orders found')
      const { tables } = discovery
      const signal = new AbortController().signal
      const judge = async (id: number, handler: Handler, more: Partial<SimulationOptions> = {}) => {
        own.handler = handler
        const { deliveries } = await simulate(
          {
            checkoutRequestIds: [`ws_CO_23112026075800${100 + id}700000001`],
            scenario: scenario('success'),
            url: own.url,
            route: { limitMs: 5_000 },
            settleMs: 300,
            ...more,
          },
          { http: createHttpNode(), clock: systemClock, random: cryptoRandom, signal, database: { session, tables } },
        )
        expect(parseStkCallback(own.received.at(-1) ?? '')).toMatchObject({ amount: 100 * id })
        return deliveries.flatMap((delivery) => judgeDelivery(delivery, tables)).map(({ code }) => code)
      }
      expect(await judge(1, both)).toEqual([])
      expect(await judge(2, sql(payments, 'receipt'))).toEqual(['handler/partial-write'])
      expect(await judge(3, async () => 200)).toEqual(['handler/ignores-success'])
      expect(await judge(4, inserts, { times: 2 })).toEqual(['handler/not-idempotent'])
    })
    await work.finally(() => own.close())
  })
})

describe('simulate', () => {
  it('refuses production unless it is allowed', async () => {
    const id = await insertOrder('pending')
    const before = shop.received.length
    const refused = await run([id], 'success', { environment: 'production' }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(KnownError)
    expect(refused).toMatchObject({ category: 'usage', code: 'simulate/production' })
    expect(shop.received).toHaveLength(before)
    shop.handler = carefulHandler
    const allowed = await run([id], 'success', { environment: 'production', allowProduction: true })
    expect(allowed.deliveries[0]?.effect?.after?.state).toBe('paid')
  })

  it('does not settle what was not named by its id', async () => {
    const id = await insertOrder('pending')
    const before = shop.received.length
    const refused = await run([`ORD-${id.slice(-12)}`], 'success').catch((error: unknown) => error)
    expect(refused).toMatchObject({ category: 'usage', code: 'simulate/not-an-id' })
    expect(shop.received).toHaveLength(before)
  })

  it('refuses an amount that is none', async () => {
    const wishes = { amount: '1,500' }
    const refused = await run([nextId()], 'success', { wishes, dryRun: true }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ category: 'usage', code: 'simulate/amount' })
  })

  it('sends nothing in a dry run', async () => {
    const before = shop.received.length
    const { deliveries } = await run([await insertOrder('pending')], 'cancelled', { dryRun: true })
    expect(deliveries).toMatchObject([{ outcome: null, effect: null, payment: null }])
    expect(shop.received).toHaveLength(before)
  })

  it('warns of odd ids and sends them all the same', async () => {
    shop.handler = carefulHandler
    const odd = `ws_CO_'; DROP TABLE orders; --`
    const { deliveries, warnings } = await run([odd], 'success')
    expect(warnings.map(({ kind }) => kind)).toEqual(['odd-id', 'no-order'])
    expect(parseStkCallback(shop.received.at(-1) ?? '')).toMatchObject({ checkoutRequestId: odd })
    expect(deliveries).toMatchObject([{ outcome: { kind: 'answered' }, effect: null }])
    expect(await session.query('SELECT count(*) > 0 AS alive FROM orders')).toEqual([{ alive: true }])
  })

  it('does without a database', async () => {
    const signal = new AbortController().signal
    const ports = { http: createHttpNode(), clock: systemClock, random: cryptoRandom, signal, database: null }
    const id = nextId()
    const { deliveries, warnings } = await simulate(
      { checkoutRequestIds: [id], scenario: scenario('success'), url: shop.url, route: { limitMs: 5_000 } },
      ports,
    )
    expect(warnings).toEqual([])
    expect(deliveries).toMatchObject([{ effect: null, sources: { phone: 'checkout-request-id', amount: 'invented' } }])
  })
})
