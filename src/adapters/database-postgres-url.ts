/** What a database URL says, in PostgreSQL's own terms. */
export interface PostgresAddress {
  readonly kind: 'postgresql'
  /** A host name, an address without brackets, or the folder of a Unix socket (starts with `/`). */
  readonly host: string
  readonly port: number
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  readonly encryption: Encryption
  /** PEM file named by `sslrootcert`. */
  readonly rootCertificateFile: string | undefined
  /** Startup options of the user (`options=…`), as some hosted servers need them. */
  readonly options: string | undefined
}

/** libpq's `sslmode`; `prefer` if the URL does not say. */
export type Encryption = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'

export type DatabaseUrlReading =
  | PostgresAddress
  /** `problem` never quotes the URL: what could not be read may be a piece of the password. */
  | { readonly kind: 'malformed'; readonly problem: string }
  | { readonly kind: 'unsupported'; readonly dialect: string; readonly problem: string }

/*
 * Spellings of one scheme: libpq, SQLAlchemy (`postgresql+driver`), django-environ and dj-database-url (`psql`, `pgsql`,
 * `postgis`, `timescale`), Laravel (`pgsql`), JDBC.
 */
const postgresScheme = /^(postgres|postgresql|psql|pgsql|postgis|timescale|timescalegis)(\+[a-z0-9_]+)?$/
const otherDialects: readonly (readonly [RegExp, string])[] = [
  [/^(mysql2?|mariadb)(\+|$)|^mysqlgis$/, 'MySQL'],
  [/^(sqlite3?|spatialite|file|libsql)(\+|$)/, 'SQLite'],
  [/^mongodb(\+|$)/, 'MongoDB'],
  [/^(mssql|sqlserver|sqlsrv)(\+|$)/, 'SQL Server'],
  [/^oracle(\+|$)/, 'Oracle'],
  [/^prisma(\+|$)/, 'Prisma Accelerate'],
  [/^cockroach(db)?(\+|$)/, 'CockroachDB'],
]
const encryptions: readonly Encryption[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

/** Reads a database URL in any of the spellings that frameworks use. */
export function readDatabaseUrl(text: string): DatabaseUrlReading {
  const trimmed = text.trim().replace(/^jdbc:/i, '')
  const scheme = /^([a-z][a-z0-9+._-]*):/i.exec(trimmed)?.[1]?.toLowerCase()
  if (scheme === undefined) return malformed('it is not a URL: `postgresql://user@host:5432/database` is expected')
  const other = otherDialects.find(([pattern]) => pattern.test(scheme))
  if (other !== undefined)
    return {
      kind: 'unsupported',
      dialect: other[1],
      problem: `${other[1]} is not supported by this version; it reads PostgreSQL only`,
    }
  if (!postgresScheme.test(scheme))
    return {
      kind: 'unsupported',
      dialect: scheme,
      problem: `\`${scheme}:\` is no PostgreSQL URL; only those can be read`,
    }
  const rest = trimmed.slice(scheme.length + 1)
  if (!rest.startsWith('//')) return malformed('two slashes are missing after the scheme')
  const authority = /^\/\/([^/?#]*)/.exec(rest)?.[1] ?? ''
  // With an unescaped `/`, `?` or `#` in it, the rest of the password would be taken for the database's name.
  if (!authority.includes('@') && /@/.test(rest.split('?')[0] ?? ''))
    return malformed('the password holds `/`, `?` or `#`, which must be written as `%2F`, `%3F` or `%23`')
  if (authority.includes(',')) return malformed('it names several hosts; give the one to read from')
  const address = `postgresql:${rest}`
  if (!URL.canParse(address))
    return malformed(
      'the host or the port cannot be read; if the password holds `/`, `?`, `#`, `@` or `:`, percent-encode them',
    )
  return readAddress(new URL(address))
}

function readAddress(url: URL): DatabaseUrlReading {
  const parameter = (name: string): string | undefined => url.searchParams.get(name) || undefined
  const host = decode(url.hostname.replace(/^\[(.*)\]$/, '$1')) || parameter('host') || 'localhost'
  const port = Number(url.port || parameter('port') || 5432)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return malformed('the port is not a number from 1 to 65535')
  return {
    kind: 'postgresql',
    host,
    port,
    user: decode(url.username) || parameter('user'),
    password: decode(url.password) || parameter('password'),
    database: decode(url.pathname.slice(1)) || parameter('dbname'),
    encryption: readEncryption(parameter('sslmode'), parameter('ssl')),
    rootCertificateFile: parameter('sslrootcert') === 'system' ? undefined : parameter('sslrootcert'),
    options: parameter('options'),
  }
}

function readEncryption(mode: string | undefined, flag: string | undefined): Encryption {
  const known = encryptions.find((encryption) => encryption === mode?.toLowerCase())
  if (known !== undefined) return known
  // `no-verify` is node-postgres' word; `ssl=true` is that of JDBC and node-postgres.
  return mode === 'no-verify' || flag === 'true' || flag === '1' ? 'require' : 'prefer'
}

/** A stray `%` that escapes nothing stands for itself, as in the drivers. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function malformed(problem: string): DatabaseUrlReading {
  return { kind: 'malformed', problem }
}
