import type { Fix } from '../../../core/finding.ts'
import type { SqlNames } from './sql-names.ts'

/** What lets callbacks that come together wait for each other instead of failing, in the database of the app. */
export function waitingFix(names: SqlNames | undefined): Fix {
  const summary =
    'Find “database is locked”, a deadlock, a serialization failure or an empty pool in the app’s log; let callbacks wait for each other, and try again what the database refused'
  return names === undefined ? { summary } : { summary, code: waitingLines(names).join('\n') }
}

function waitingLines({ dialect, table, id }: SqlNames): readonly string[] {
  if (dialect === 'sqlite')
    return [
      'PRAGMA journal_mode = WAL;',
      'PRAGMA busy_timeout = 5000; -- on every connection',
      'BEGIN IMMEDIATE; -- before the first SELECT of the handler: who reads first may not write any more',
    ]
  return [
    'BEGIN;',
    `SELECT 1 FROM ${table} WHERE ${id} = '…' FOR UPDATE; -- first of all: the others wait here`,
    dialect === 'mysql'
      ? '-- error 1213 (deadlock) or 1205 (lock wait): ROLLBACK and run the handler again, three times at most'
      : '-- SQLSTATE 40001 or 40P01: ROLLBACK and run the handler again, three times at most',
    '-- give every connection back to the pool, after an error as well',
  ]
}
