import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadSqlite, type SqliteDatabase } from '../../src/adapters/database-sqlite-module.ts'

/** Empty where this Node has SQLite, else the reason why a test cannot run, for its name. */
export const noSqlite = loadSqlite() === undefined ? ` (skipped: ${process.version} has no node:sqlite)` : ''

export interface SqliteFile {
  readonly path: string
  readonly url: string
  /** Runs SQL as the app would, with the right to write. */
  write(sql: string): void
  remove(): void
}

/** A database in a temporary folder. */
export function makeSqliteFile(sql: string): SqliteFile {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-sqlite-'))
  const path = join(folder, 'shop.db')
  const write = (text: string): void => {
    const database = openForWriting(path)
    database.exec(text)
    database.close()
  }
  write(`PRAGMA user_version = 1; ${sql}`)
  return { path, url: `sqlite:${path}`, write, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export function openForWriting(path: string): SqliteDatabase {
  const sqlite = loadSqlite()
  if (sqlite === undefined) throw new Error('this Node has no node:sqlite')
  return new sqlite.DatabaseSync(path, { readOnly: false })
}
