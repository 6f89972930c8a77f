import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { carefulHandler, createIds, shopSql, startTestShop, type TestShop } from '../../callbacks/test-shop.ts'
import { asWriter, startTestPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { outline, runDatabaseChecks } from '../db/run-database-checks.ts'

let postgres: TestPostgres
let databaseUrl: string
let shop: TestShop
const nextId = createIds()
let id = ''

beforeAll(async () => {
  postgres = await startTestPostgres()
  databaseUrl = await postgres.createDatabase('shop', shopSql)
  shop = await startTestShop(databaseUrl, carefulHandler)
})
beforeEach(async () => {
  id = nextId()
  shop.handler = carefulHandler
  shop.received.length = 0
  await asWriter(databaseUrl, (client) =>
    client.query(`INSERT INTO orders (order_number, total, payment_reference) VALUES ($1, 100, $1)`, [id]),
  )
})
afterAll(async () => {
  await shop?.close()
  await postgres?.stop()
})

async function judge(more = {}): Promise<string | undefined> {
  const results = await runDatabaseChecks({ databaseUrl, appUrl: shop.url, testOrder: id, ...more })
  return outline(results)['test-payment-recorded']
}

const sentForOrder = (): number => shop.received.filter((body) => body.includes(id)).length

describe('the test payment', () => {
  it('settles the order once and passes', async () => {
    expect(await judge()).toBe('pass')
    expect(sentForOrder()).toBe(1)
    expect(await judge()).toBe('skip not-applicable')
    expect(sentForOrder()).toBe(1)
  })

  it('proves that a handler ignores it', async () => {
    shop.handler = async () => 200
    expect(await judge()).toBe('fail handler/ignores-success')
  })

  it('proves that a handler crashes on a success only', async () => {
    shop.handler = async ({ success }) => (success ? 500 : 200)
    expect(await judge()).toBe('fail handler/crashes')
  })

  it.each([
    ['without being asked for', { testOrder: undefined }, 'skip not-configured'],
    ['in production', { environment: 'production' }, 'skip not-applicable'],
    ['to an app elsewhere', { appUrl: 'https://shop.invalid/callback' }, 'skip not-applicable'],
    ['for an order that does not exist', { testOrder: 'ws_CO_231120260758001299700000009' }, 'skip not-applicable'],
    ['without a database', { databaseUrl: undefined }, 'skip not-configured'],
  ])('is not sent %s', async (_, more, expected) => {
    const given = Object.fromEntries(
      Object.entries({ databaseUrl, appUrl: shop.url, testOrder: id, ...more }).filter(
        ([, value]) => value !== undefined,
      ),
    )
    expect(outline(await runDatabaseChecks(given))['test-payment-recorded']).toBe(expected)
    expect(sentForOrder()).toBe(0)
  })

  it('is not sent for an order number', async () => {
    const [number] = await asWriter(databaseUrl, async (client) => {
      const sql = `UPDATE orders SET order_number = 'ORD-7' WHERE payment_reference = $1 RETURNING order_number`
      return (await client.query(sql, [id])).rows
    })
    expect(await judge({ testOrder: number?.order_number })).toBe('skip not-applicable')
    expect(sentForOrder()).toBe(0)
  })

  it('is not sent to a route that refuses harmless callbacks', async () => {
    shop.handler = async () => 403
    expect(await judge()).toBe('skip blocked')
    expect(sentForOrder()).toBe(0)
  })
})
