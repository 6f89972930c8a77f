import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../src/adapters/database-by-url.ts'
import { DatabaseQueryError } from '../../src/core/database-port.ts'
import { secret } from '../../src/core/secret.ts'
import { discoverOrders } from '../../src/orders/discover-orders.ts'
import { findOrders } from '../../src/orders/read-order.ts'
import { expectSchema } from '../helpers/check-schema.ts'
import { noMariadb, startTestMariadb, type TestMariadb } from '../helpers/mariadb.ts'
import { mysqlSchemas, otherMysqlSchemas } from '../helpers/mysql-schemas.ts'
import { startTestPostgres, withSession } from '../helpers/postgres.ts'
import { pendingId } from '../helpers/shop-schemas.ts'

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof DatabaseQueryError ? error.sqlState : String(error)
}

async function failureOf(url: string, limitMs = 5_000) {
  const result = await createDatabase().open(secret(url), {
    limitMs,
    statementLimitMs: 1_000,
    signal: new AbortController().signal,
  })
  if (result.kind !== 'failure') throw new Error('the database opened')
  return result
}

let mariadb: TestMariadb
let databases = 0

describe.skipIf(noMariadb !== '')(`MariaDB${noMariadb}`, () => {
  beforeAll(async () => {
    mariadb = await startTestMariadb()
  }, 60_000)
  afterAll(async () => {
    await mariadb?.stop()
  })
  const create = (sql: string): Promise<string> => mariadb.createDatabase(`shop_${++databases}`, sql)

  describe('orders', () => {
    it.each(mysqlSchemas)('are found in $name', async (schema) => {
      await withSession(await create(schema.sql), (session) => expectSchema(session, schema, `shop_${databases}.`))
    })

    it.each(otherMysqlSchemas)('are not found in $name', async ({ sql }) => {
      const url = (await create(sql)).replace(/app:[^@]+/, `only${databases}:invented`)
      await mariadb.sql(
        `CREATE USER only${databases}@'%' IDENTIFIED BY 'invented'; CREATE USER only${databases}@localhost IDENTIFIED BY 'invented'; GRANT SELECT ON shop_${databases}.* TO only${databases}@'%', only${databases}@localhost`,
      )
      await withSession(url, async (session) => {
        expect((await discoverOrders(session)).kind).toBe('none')
      })
    })
  })

  describe('an open session', () => {
    const table = `CREATE TABLE orders (id bigint PRIMARY KEY, total decimal(20,2), note text, at datetime, seen timestamp NULL) ENGINE=InnoDB; INSERT INTO orders VALUES (9007199254740993, 12345678901234567.89, 'x', '2026-11-23 08:00:00', FROM_UNIXTIME(1795420800));
      CREATE TABLE old (id int PRIMARY KEY) ENGINE=MyISAM`

    it.each([
      `INSERT INTO orders (id) VALUES (1)`,
      `UPDATE orders SET note = 'y'`,
      'DELETE FROM orders',
      'INSERT INTO old VALUES (1)',
      'CREATE TABLE more (id int)',
      'DROP TABLE orders',
      'ALTER TABLE orders ADD COLUMN more int',
      'TRUNCATE TABLE orders',
    ])('is held read-only by the server: %s', async (sql) => {
      const url = await create(table)
      await withSession(url, async (session) => {
        expect(await refusal(session.query(sql))).toBe('25006')
        expect(await session.query('SELECT count(*) AS n, max(note) AS note FROM orders')).toEqual([
          { n: '1', note: 'x' },
        ])
        expect(await session.query(`SHOW COLUMNS FROM orders`)).toHaveLength(5)
      })
    })

    it('keeps numbers exact and times as they are written', async () => {
      await withSession(await create(table), async (session) => {
        expect(await session.query('SELECT * FROM orders')).toEqual([
          {
            id: '9007199254740993',
            total: '12345678901234567.89',
            note: 'x',
            at: '2026-11-23 08:00:00',
            seen: '2026-11-23 08:00:00',
          },
        ])
      })
    })

    it('passes values as parameters and runs one statement only', async () => {
      await withSession(await create(table), async (session) => {
        const id = `ws_CO_'; DROP TABLE orders; --`
        expect(await session.query('SELECT ? AS id', [id])).toEqual([{ id }])
        expect(await refusal(session.query('SELECT 1; SELECT 2'))).toBe('42000')
        expect(await Promise.all([1, 2, 3].map((n) => session.query('SELECT ? AS n', [String(n)])))).toHaveLength(3)
      })
    })

    it('ends a statement that takes too long, and stays usable', async () => {
      const result = await createDatabase().open(secret(await create(table)), {
        limitMs: 5_000,
        statementLimitMs: 200,
        signal: new AbortController().signal,
      })
      if (result.kind === 'failure') throw new Error(result.detail)
      const slow =
        'SELECT count(*) FROM information_schema.COLUMNS a, information_schema.COLUMNS b, information_schema.COLUMNS c'
      expect(await refusal(result.session.query(slow))).toBe('57014')
      expect(await result.session.query('SELECT 1 AS n')).toEqual([{ n: 1 }])
      await result.session.close()
      expect(await refusal(result.session.query('SELECT 1'))).toBe('08003')
    })

    it('reports a lost connection as a query error, now and afterwards', async () => {
      await withSession(await create(table), async (session) => {
        const [me] = await session.query('SELECT CONNECTION_ID() AS id')
        await mariadb.sql(`KILL ${String(me?.id)}`)
        expect(await refusal(session.query('SELECT 1'))).toBe('08006')
        expect(await refusal(session.query('SELECT 1'))).toBe('08006')
      })
    })
  })

  describe('a database that does not open', () => {
    it.each<[string, string, string, () => string]>([
      ['a wrong password', 'auth-failed', 'ER_ACCESS_DENIED_ERROR', () => mariadb.url('shop_1', 'app:invented-wrong')],
      ['no password', 'auth-failed', 'ER_ACCESS_DENIED_ERROR', () => mariadb.url('shop_1', 'app')],
      ['a wrong name', 'no-database', 'ER_BAD_DB_ERROR', () => mariadb.url('missing')],
      [
        'encryption that is not offered',
        'tls',
        'HANDSHAKE_NO_SSL_SUPPORT',
        () => `${mariadb.url('shop_1')}?ssl-mode=REQUIRED`,
      ],
      ['nothing that listens', 'unreachable', 'ECONNREFUSED', () => 'mysql://app:invented@127.0.0.1:1/shop'],
      [
        'a socket that is not there',
        'unreachable',
        'ENOENT',
        () => 'mysql://app@localhost/shop?socket=/nowhere/mysqld.sock',
      ],
    ])('because of %s', async (_, code, systemCode, url) => {
      const failure = await failureOf(url())
      expect(failure).toMatchObject({ code, systemCode, where: { dialect: 'mysql' } })
      expect(JSON.stringify(failure)).not.toContain('invented')
    })

    it('because the user logs in over the socket only', async () => {
      await mariadb.sql(
        `CREATE OR REPLACE USER systemuser@localhost IDENTIFIED VIA unix_socket; CREATE OR REPLACE USER systemuser@'%' IDENTIFIED VIA unix_socket`,
      )
      expect((await failureOf(mariadb.url('shop_1', 'systemuser:invented'))).code).toBe('auth-failed')
    })

    it('because it is a server of the other kind', async () => {
      const wrong = await failureOf(mariadb.url('shop_1').replace('mysql:', 'postgresql:'))
      expect(wrong).toMatchObject({ code: 'other-kind', detail: expect.stringContaining('MySQL') })
      const postgres = await startTestPostgres()
      try {
        const other = await failureOf(`mysql://app:invented@127.0.0.1:${postgres.port}/shop`, 8_000)
        expect(other).toMatchObject({ code: 'other-kind', detail: expect.stringContaining('PostgreSQL') })
      } finally {
        await postgres.stop()
      }
    })
  })

  it('takes orders of other databases only if told to, and otherwise names them', async () => {
    await create('CREATE TABLE notes (id int PRIMARY KEY)')
    const url = mariadb.url(`shop_${databases}`)
    await mariadb.sql(
      `DROP DATABASE IF EXISTS elsewhere; CREATE DATABASE elsewhere; CREATE TABLE elsewhere.orders (id int PRIMARY KEY, total int, status varchar(9), checkout_request_id varchar(64))`,
    )
    await withSession(url, async (session) => {
      const discovery = await discoverOrders(session, { schema: 'elsewhere' })
      expect(discovery.kind === 'found' && discovery.tables.orders.table.schema).toBe('elsewhere')
      const own = await discoverOrders(session)
      expect(own).toMatchObject({ kind: 'none', lookedAt: [`shop_${databases}.notes`], tableCount: 1 })
      expect(own.kind === 'none' && own.elsewhere).toContain('elsewhere.orders')
    })
    // A URL without a database has no home, and there all of them count.
    await withSession(mariadb.url(''), async (session) => {
      expect((await discoverOrders(session)).kind).toBe('found')
    })
  })

  it('shows shillings where a comment says that the column counts cents', async () => {
    const url = await create(
      `CREATE TABLE transactions (id int AUTO_INCREMENT PRIMARY KEY, amount bigint COMMENT 'cents', external_id varchar(64), status varchar(20)); INSERT INTO transactions (amount, external_id, status) VALUES (150000, '${pendingId}', 'pending')`,
    )
    await withSession(url, async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('nothing found')
      expect(await findOrders(session, discovery.tables, pendingId, new Date())).toMatchObject([{ amount: 1_500 }])
    })
  })

  it('reads what is left where columns are out of reach', async () => {
    await create(
      `CREATE TABLE orders (id int PRIMARY KEY, order_number varchar(20), total int, status varchar(9), checkout_request_id varchar(64), card_number varchar(20)); INSERT INTO orders VALUES (1, 'A-1', 5, 'pending', 'ws_CO_231120260758001230700000001', 'invented')`,
    )
    await mariadb.sql(
      `CREATE OR REPLACE USER partly@localhost IDENTIFIED BY 'invented'; CREATE OR REPLACE USER partly@'%' IDENTIFIED BY 'invented'; GRANT SELECT (id, order_number, total, status, checkout_request_id) ON shop_${databases}.orders TO partly@localhost, partly@'%'`,
    )
    await withSession(mariadb.url(`shop_${databases}`, 'partly:invented'), async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('nothing found')
      const [order] = await findOrders(session, discovery.tables, 'A-1', new Date())
      expect(order?.state).toBe('pending')
      expect(Object.keys(order?.row ?? {})).not.toContain('card_number')
    })
  })
})
