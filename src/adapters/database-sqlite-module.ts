/** The part of `node:sqlite` that is used here; the types of the oldest Node that must work do not know it. */
export interface SqliteModule {
  readonly DatabaseSync: new (
    path: string,
    options: { readonly readOnly: boolean; readonly timeout?: number },
  ) => SqliteDatabase
}

export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement
  exec(sql: string): void
  close(): void
}

export interface SqliteStatement {
  setReadBigInts(enabled: boolean): void
  iterate(...values: readonly SqliteValue[]): Iterable<Readonly<Record<string, SqliteValue>>>
}

export type SqliteValue = string | number | bigint | null | Uint8Array

/** Undefined where Node has none, or only behind a flag. */
export function loadSqlite(): SqliteModule | undefined {
  const { emitWarning } = process
  // That it is experimental is nothing to the reader of a report.
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (!/SQLite/i.test(String(warning))) Reflect.apply(emitWarning, process, [warning, ...rest])
  }
  try {
    return process.getBuiltinModule('node:sqlite') as SqliteModule | undefined
  } finally {
    process.emitWarning = emitWarning
  }
}
