import type { MalformedUrl } from './database-url.ts'
import { readUrlParts } from './database-url-parts.ts'

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

const encryptions: readonly Encryption[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']

/** Reads what stands behind the scheme. */
export function readPostgresUrl(rest: string): PostgresAddress | MalformedUrl {
  const parts = readUrlParts(rest)
  if (parts.kind === 'malformed') return parts
  const { parameter } = parts
  return {
    kind: 'postgresql',
    host: parts.host,
    port: parts.port ?? 5432,
    user: parts.user,
    password: parts.password,
    database: parts.database ?? parameter('dbname'),
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
