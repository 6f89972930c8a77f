import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDatabase } from '../../src/adapters/database-by-url.ts'
import { DatabaseQueryError } from '../../src/core/database-port.ts'
import { secret } from '../../src/core/secret.ts'
import { withSession } from '../helpers/postgres.ts'
import { makeProject } from '../helpers/run-cli.ts'
import { makeSqliteFile, noSqlite, openForWriting } from '../helpers/sqlite.ts'

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof DatabaseQueryError ? error.sqlState : String(error)
}

async function failureOf(url: string) {
  const limits = { limitMs: 2_000, statementLimitMs: 1_000, signal: new AbortController().signal }
  const result = await createDatabase().open(secret(url), limits)
  if (result.kind !== 'failure') throw new Error('the database opened')
  return result
}

function makeFile(sql: string) {
  const file = makeSqliteFile(sql)
  onTestFinished(file.remove)
  return file
}

const table = `CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT); INSERT INTO orders VALUES (9007199254740993, 'x'), (2, 'y');`

describe('a file of SQLite that does not open', () => {
  it('because it is not there, is a folder, or holds something else', async () => {
    const folder = makeProject({ 'text.db': 'this is no database, whatever its name says' })
    mkdirSync(join(folder, 'folder.db'))
    expect(await failureOf(`sqlite:${join(folder, 'missing.db')}`)).toMatchObject({ code: 'no-database' })
    expect(await failureOf(`sqlite:${join(folder, 'folder.db')}`)).toMatchObject({ code: 'no-database' })
    expect(await failureOf(`file:${join(folder, 'text.db')}`)).toMatchObject({ code: 'other' })
    expect(await failureOf('sqlite::memory:')).toMatchObject({ code: 'malformed-url' })
  })

  it.skipIf(noSqlite === '')('because this Node has no SQLite, with what to run instead', async () => {
    const folder = makeProject({ 'empty.db': '' })
    const failure = await failureOf(`sqlite:${join(folder, 'empty.db')}`)
    expect(failure).toMatchObject({ code: 'unsupported', detail: expect.stringContaining('npx -p node@24') })
  })
})

describe.skipIf(noSqlite !== '')(`an open file of SQLite${noSqlite}`, () => {
  it.each([
    `INSERT INTO orders VALUES (3, 'z')`,
    `UPDATE orders SET note = 'z'`,
    'DELETE FROM orders',
    'CREATE TABLE more (id)',
    'DROP TABLE orders',
    'VACUUM',
    'PRAGMA user_version = 7',
  ])('is read-only: %s', async (sql) => {
    const file = makeFile(table)
    await withSession(file.url, async (session) => {
      expect(await refusal(session.query(sql))).toBe('25006')
      expect(await session.query('SELECT count(*) AS n FROM orders')).toEqual([{ n: 2 }])
    })
  })

  it('writes into no other file either', async () => {
    const file = makeFile(table)
    const other = join(dirname(file.path), 'other.db')
    writeFileSync(other, '')
    await withSession(file.url, async (session) => {
      await session.query(`ATTACH DATABASE '${other}' AS other`).catch(() => [])
      expect(await refusal(session.query('CREATE TABLE other.more (id)'))).not.toBe('undefined')
    })
  })

  it('keeps numbers exact and takes values as parameters', async () => {
    await withSession(makeFile(table).url, async (session) => {
      expect(await session.query('SELECT id FROM orders ORDER BY id DESC')).toEqual([
        { id: '9007199254740993' },
        { id: 2 },
      ])
      const id = `ws_CO_'; DROP TABLE orders; --`
      expect(await session.query('SELECT ? AS id', [id])).toEqual([{ id }])
    })
  })

  it('sees what a writer with a log of its own commits', async () => {
    const file = makeFile(`${table} PRAGMA journal_mode = WAL;`)
    const writer = openForWriting(file.path)
    onTestFinished(() => writer.close())
    writer.exec(`INSERT INTO orders VALUES (3, 'first')`)
    await withSession(file.url, async (session) => {
      expect(await session.query('SELECT count(*) AS n FROM orders')).toEqual([{ n: 3 }])
      writer.exec(`INSERT INTO orders VALUES (4, 'second')`)
      expect(await session.query('SELECT count(*) AS n FROM orders')).toEqual([{ n: 4 }])
    })
  })

  it('says nothing of an experiment', async () => {
    const warnings: unknown[] = []
    const listen = (warning: unknown): void => void warnings.push(warning)
    process.on('warning', listen)
    onTestFinished(() => void process.off('warning', listen))
    await withSession(makeFile(table).url, async () => undefined)
    await new Promise((resolve) => setImmediate(resolve))
    expect(warnings).toEqual([])
  })
})
