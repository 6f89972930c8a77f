import type { MysqlAddress } from './database-mysql-url.ts'
import { readMysqlUrl } from './database-mysql-url.ts'
import type { PostgresAddress } from './database-postgres-url.ts'
import { readPostgresUrl } from './database-postgres-url.ts'
import type { SqliteAddress } from './database-sqlite-url.ts'
import { readSqliteUrl } from './database-sqlite-url.ts'

export interface MalformedUrl {
  readonly kind: 'malformed'
  /** Never quotes the URL: what could not be read may be a piece of the password. */
  readonly problem: string
}

export type DatabaseUrlReading =
  | PostgresAddress
  | MysqlAddress
  | SqliteAddress
  | MalformedUrl
  | { readonly kind: 'unsupported'; readonly dialect: string; readonly problem: string }

/*
 * Spellings of one scheme: libpq, SQLAlchemy (`postgresql+driver`), django-environ and dj-database-url (`psql`, `pgsql`,
 * `postgis`, `timescale`), Laravel (`pgsql`), Rails (`mysql2`, `trilogy`, `sqlite3`), Prisma (`file`), JDBC.
 */
const postgresScheme = /^(postgres|postgresql|psql|pgsql|postgis|timescale|timescalegis|cockroach(db)?)(\+[a-z0-9_]+)?$/
const mysqlScheme = /^(mysql2?|mariadb|mysqlgis|trilogy)(\+[a-z0-9_]+)?$/
const sqliteScheme = /^(sqlite3?|spatialite|file)(\+[a-z0-9_]+)?$/
const otherDialects: readonly (readonly [RegExp, string])[] = [
  [/^libsql(\+|$)/, 'libSQL'],
  [/^mongodb(\+|$)/, 'MongoDB'],
  [/^(mssql|sqlserver|sqlsrv)(\+|$)/, 'SQL Server'],
  [/^oracle(\+|$)/, 'Oracle'],
  [/^prisma(\+|$)/, 'Prisma Accelerate'],
]

/** Reads a database URL in any of the spellings that frameworks use. */
export function readDatabaseUrl(text: string): DatabaseUrlReading {
  const trimmed = text.trim().replace(/^jdbc:/i, '')
  const scheme = /^([a-z][a-z0-9+._-]*):/i.exec(trimmed)?.[1]?.toLowerCase()
  if (scheme === undefined)
    return {
      kind: 'malformed',
      problem:
        'it is not a URL: `postgresql://user@host:5432/database`, `mysql://user@host:3306/database` or `sqlite:path/to/file` is expected',
    }
  const rest = trimmed.slice(scheme.length + 1)
  if (postgresScheme.test(scheme)) return readPostgresUrl(rest)
  if (mysqlScheme.test(scheme)) return readMysqlUrl(rest)
  if (sqliteScheme.test(scheme)) return readSqliteUrl(rest, scheme === 'file')
  const dialect = otherDialects.find(([pattern]) => pattern.test(scheme))?.[1] ?? scheme
  return {
    kind: 'unsupported',
    dialect,
    problem:
      dialect === scheme
        ? `\`${scheme}:\` is no URL of PostgreSQL, MySQL, MariaDB or SQLite`
        : `${dialect} cannot be read; PostgreSQL, MySQL, MariaDB and SQLite can`,
  }
}
