import { open as openFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { DatabaseLocation, DatabaseOpenResult } from '../core/database-port.ts'
import type { OpenOptions } from './database-failure.ts'
import { openFailure } from './database-failure.ts'
import { loadSqlite } from './database-sqlite-module.ts'
import { createSqliteSession } from './database-sqlite-session.ts'
import type { SqliteAddress } from './database-sqlite-url.ts'

const magic = 'SQLite format 3\0'

/** Opens a file of SQLite through Node's own library, which holds it read-only. */
export async function openSqlite(
  address: SqliteAddress,
  { statementLimitMs, signal }: Pick<OpenOptions, 'statementLimitMs' | 'signal'>,
): Promise<DatabaseOpenResult> {
  const path = resolve(address.path)
  const where: DatabaseLocation = { dialect: 'sqlite', host: path, port: null, user: null, database: null }
  const head = await readHead(path)
  if (head === 'ENOENT' || head === 'ENOTDIR') return openFailure('no-database', 'there is no such file', head, where)
  if (head === 'EISDIR') return openFailure('no-database', 'it is a folder', head, where)
  if (head.startsWith('E') && head !== magic && /^E[A-Z]+$/.test(head))
    return openFailure('other', `the file cannot be read (${head})`, head, where)
  // An empty file is a database without tables: what a driver leaves that was told a wrong path.
  if (head !== '' && head !== magic)
    return openFailure('other', 'the file is no SQLite database, or it is encrypted', 'SQLITE_NOTADB', where)
  const sqlite = loadSqlite()
  if (sqlite === undefined)
    return openFailure(
      'unsupported',
      `SQLite can be read from Node 22.13 on, and this is ${process.version}: run it as \`npx -p node@24 -p mpesa-doctor mpesa-doctor …\``,
      '',
      where,
    )
  signal.throwIfAborted()
  try {
    return { kind: 'open', session: createSqliteSession(sqlite, path, where, statementLimitMs) }
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    return openFailure('other', `the file does not open: ${message}`, 'SQLITE_CANTOPEN', where)
  }
}

/** The first bytes, or the system's code. */
async function readHead(path: string): Promise<string> {
  try {
    const file = await openFile(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(magic.length), 0, magic.length, 0)
      return buffer.toString('latin1', 0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code)
  }
}
