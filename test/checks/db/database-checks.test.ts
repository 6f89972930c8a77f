import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { merchantId, otherSchemas, paidId, pendingId, receipt, shopSchemas } from '../../helpers/shop-schemas.ts'
import { outline, runDatabaseChecks } from './run-database-checks.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

let databases = 0
const create = (sql: string): Promise<string> => postgres.createDatabase(`checks_${++databases}`, sql)

const ordersSql = `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, payment_method text, status text DEFAULT 'pending',
  checkout_request_id varchar(64) UNIQUE, mpesa_receipt text UNIQUE, created_at timestamptz DEFAULT now(), paid_at timestamptz);`
const minutesAgo = (minutes: number): string => `now() - interval '${minutes} minutes'`

/** An id whose own time lies that far back, for ids tell when the prompt was sent. */
function idFrom(minutes: number, phone: string): string {
  const at = new Date(Date.now() - minutes * 60_000 + 3 * 3_600_000).toISOString()
  const digits = at.replaceAll(/\D/g, '')
  return `ws_CO_${digits.slice(6, 8)}${digits.slice(4, 6)}${digits.slice(0, 4)}${digits.slice(8, 14)}123${phone}`
}

const healthyRest = {
  'database-opens': 'pass',
  'order-table-found': 'pass',
  'order-found': 'skip not-applicable',
  'ids-stored': 'pass',
  'ids-unique': 'pass',
  'paid-orders-have-receipts': 'pass',
  'payments-agree': 'skip not-applicable',
  'no-stuck-orders': 'pass',
  'test-payment-recorded': 'skip not-configured',
}

async function judge(sql: string, more = {}): Promise<Record<string, string>> {
  return outline(await runDatabaseChecks({ databaseUrl: await create(sql), ...more }))
}

describe('a healthy shop', () => {
  it('gives nothing but passes, with failed, cash, fresh and abandoned orders in it', async () => {
    const sql = `${ordersSql}
      INSERT INTO orders (order_number, total, payment_method, status, checkout_request_id, mpesa_receipt, created_at, paid_at) VALUES
        ('1', 10, 'mpesa', 'paid', '${idFrom(60, '700000001')}', '${receipt}', ${minutesAgo(60)}, now()),
        ('2', 10, 'mpesa', 'failed', '${idFrom(50, '700000002')}', NULL, ${minutesAgo(50)}, NULL),
        ('3', 10, 'mpesa', 'pending', '${idFrom(1, '700000003')}', NULL, ${minutesAgo(1)}, NULL),
        ('4', 10, 'cash on delivery', 'pending', NULL, NULL, ${minutesAgo(3_000)}, NULL),
        ('5', 10, 'cash', 'paid', NULL, NULL, ${minutesAgo(200)}, now()),
        ('6', 10, NULL, 'pending', NULL, NULL, ${minutesAgo(2_000)}, NULL),
        ('7', 10, 'mpesa', 'pending', NULL, NULL, now(), NULL);`
    expect(await judge(sql)).toEqual(healthyRest)
  })

  it('may be empty', async () => {
    expect(await judge(ordersSql)).toEqual(healthyRest)
  })

  it('may let an order wait for the next attempt after a failed one', async () => {
    const sql = `CREATE TABLE orders (id serial PRIMARY KEY, order_number text, total numeric, status text, created_at timestamptz);
      CREATE TABLE payments (id serial PRIMARY KEY, order_id int REFERENCES orders, amount numeric, checkout_request_id text UNIQUE, receipt text UNIQUE, status text, created_at timestamptz);
      INSERT INTO orders (order_number, total, status, created_at) VALUES ('1', 5, 'pending', ${minutesAgo(90)}), ('2', 5, 'processing', ${minutesAgo(90)}), ('3', 5, 'pending', ${minutesAgo(90)});
      INSERT INTO payments (order_id, checkout_request_id, receipt, status, created_at) VALUES
        (1, '${idFrom(90, '700000001')}', NULL, 'failed', ${minutesAgo(90)}), (2, '${idFrom(90, '700000002')}', '${receipt}', 'paid', ${minutesAgo(90)});`
    expect(await judge(sql)).toEqual({ ...healthyRest, 'payments-agree': 'pass' })
  })

  it.each(shopSchemas)('is not accused of errors: $name', async ({ sql }) => {
    const outcome = await judge(sql)
    expect(Object.values(outcome).filter((text) => /^(fail|crash)/.test(text))).toEqual([])
  })
})

describe('a shop with a fault', () => {
  const waiting = (count: number, id: (index: number) => string): string =>
    `${ordersSql} INSERT INTO orders (order_number, total, status, checkout_request_id, created_at) VALUES ${Array.from(
      { length: count },
      (_, index) => `('${index}', 5, 'pending', ${id(index)}, ${minutesAgo(30 + index)})`,
    ).join()};`

  it.each([
    [
      'orders that wait for too long',
      waiting(3, (index) => `'${idFrom(30 + index, `70000000${index}`)}'`),
      { 'no-stuck-orders': 'warn db/stuck-pending' },
    ],
    ['no ids at all', waiting(3, () => 'NULL'), { 'ids-stored': 'fail db/id-not-stored' }],
    [
      'MerchantRequestIDs in their place',
      waiting(1, () => `'${merchantId}'`),
      { 'ids-stored': 'fail db/id-not-stored', 'no-stuck-orders': 'warn db/stuck-pending' },
    ],
    ['a narrow column', ordersSql.replace('varchar(64)', 'varchar(20)'), { 'ids-stored': 'fail db/id-truncated' }],
    [
      'ids that were cut off',
      waiting(3, (index) => `'ws_CO_2311202607580${index}'`),
      { 'ids-stored': 'fail db/id-truncated', 'no-stuck-orders': 'warn db/stuck-pending' },
    ],
    ['no unique index', ordersSql.replaceAll(' UNIQUE', ''), { 'ids-unique': 'warn db/id-not-unique' }],
    [
      'orders that were paid on the answer to the push',
      `${ordersSql} INSERT INTO orders (order_number, total, status, checkout_request_id, paid_at) VALUES ('1', 5, 'paid', '${paidId}', now());`,
      { 'paid-orders-have-receipts': 'warn db/paid-without-receipt' },
    ],
    [
      'a payment that never reached its order',
      `CREATE TABLE orders (id serial PRIMARY KEY, total numeric, status text); CREATE TABLE payments (id serial PRIMARY KEY, order_id int REFERENCES orders, amount numeric, checkout_request_id text UNIQUE, receipt text, status text);
        INSERT INTO orders (total, status) VALUES (5, 'pending'); INSERT INTO payments (order_id, checkout_request_id, receipt, status) VALUES (1, '${paidId}', '${receipt}', 'completed');`,
      { 'payments-agree': 'fail db/tables-disagree' },
    ],
  ])('%s', async (_, sql, expected) => {
    const outcome = await judge(sql)
    const faulty = Object.entries(outcome).filter(([, text]) => /^(warn|fail|crash)/.test(text))
    expect(Object.fromEntries(faulty)).toEqual(expected)
  })

  it('counts what waits and names the oldest', async () => {
    const results = await runDatabaseChecks({
      databaseUrl: await create(waiting(3, (index) => `'${idFrom(30 + index, `70000000${index}`)}'`)),
    })
    const [finding] = results.find(({ id }) => id === 'no-stuck-orders')?.findings ?? []
    expect(finding?.evidence).toMatchObject({ count: 3, pending: 3, oldest: { orderNumber: '2', minutes: 32 } })
  })

  it.each(otherSchemas)('no orders in $name', async ({ sql }) => {
    expect(await judge(sql)).toMatchObject({
      'order-table-found': 'fail db/table-not-found',
      'ids-stored': 'skip blocked',
      'ids-unique': 'skip blocked',
    })
  })
})

describe('an order that was asked for', () => {
  const flask = shopSchemas[0]?.sql ?? ''

  it.each(['ORD-1001', pendingId, receipt, '1'])('is found as %s', async (order) => {
    expect(await judge(flask, { order })).toMatchObject({ 'order-found': 'pass' })
  })

  it.each(['ORD-9999', 'ws_CO_000', `'; DROP TABLE orders; --`])('is not found as %s', async (order) => {
    expect(await judge(flask, { order })).toMatchObject({ 'order-found': 'fail db/order-not-found' })
  })
})

describe('a database that does not open', () => {
  it.each([
    [
      'a wrong password',
      () => `postgresql://postgres:invented@127.0.0.1:${postgres.port}/postgres`,
      'fail db/auth-failed',
    ],
    ['a wrong name', () => postgres.databaseUrl('missing'), 'fail db/no-database'],
    ['a closed port', () => 'postgresql://postgres:invented@127.0.0.1:9/postgres', 'fail db/unreachable'],
    ['no URL', () => 'shop.db', 'fail db/unreachable'],
    ['another kind', () => 'mongodb://root:invented@127.0.0.1/shop', 'skip unsupported'],
  ])('%s', async (_, url, expected) => {
    const results = await runDatabaseChecks({ databaseUrl: url() })
    const outcome = outline(results)
    expect(outcome['database-opens']).toBe(expected)
    expect(outcome['order-table-found']).toMatch(/^skip/)
    expect(JSON.stringify(results)).not.toContain('invented')
  })

  it('is not asked for unless it is configured', async () => {
    expect(outline(await runDatabaseChecks({}))['database-opens']).toBe('skip not-configured')
  })

  it('is left alone offline if it is elsewhere', async () => {
    const outcome = outline(
      await runDatabaseChecks({ databaseUrl: 'postgresql://app:invented@db.shop.invalid/shop', offline: true }),
    )
    expect(outcome['database-opens']).toBe('skip offline')
    expect(
      outline(await runDatabaseChecks({ databaseUrl: postgres.databaseUrl('postgres'), offline: true }))[
        'database-opens'
      ],
    ).toBe('pass')
  })
})
