import type { MalformedUrl } from './database-url.ts'
import { readUrlParts } from './database-url-parts.ts'

/** What a database URL says, in MySQL's own terms. */
export interface MysqlAddress {
  readonly kind: 'mysql'
  /** A host name or an address without brackets. */
  readonly host: string
  readonly port: number
  /** A Unix socket (`socket=…`, `unix_socket=…`), which goes before host and port. */
  readonly socketPath: string | undefined
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  readonly encryption: MysqlEncryption
  /** PEM file named by `ssl-ca`. */
  readonly rootCertificateFile: string | undefined
}

/** The client's `ssl-mode`; `preferred` if the URL does not say. */
export type MysqlEncryption = 'disabled' | 'preferred' | 'required' | 'verify-ca' | 'verify-identity'

/** The words of `ssl-mode`, libpq's, Prisma's `sslaccept`, and those of JDBC and the drivers. */
const encryptions: Readonly<Record<string, MysqlEncryption>> = {
  disabled: 'disabled',
  disable: 'disabled',
  preferred: 'preferred',
  prefer: 'preferred',
  required: 'required',
  require: 'required',
  true: 'required',
  '1': 'required',
  accept_invalid_certs: 'required',
  verify_ca: 'verify-ca',
  'verify-ca': 'verify-ca',
  verify_identity: 'verify-identity',
  'verify-identity': 'verify-identity',
  'verify-full': 'verify-identity',
  strict: 'verify-identity',
  false: 'disabled',
  '0': 'disabled',
}

const encryptionNames = ['ssl-mode', 'sslmode', 'ssl_mode', 'sslMode', 'sslaccept', 'ssl', 'useSSL']
const certificateNames = ['ssl-ca', 'ssl_ca', 'sslca', 'sslcert', 'sslrootcert']
const socketNames = ['socket', 'unix_socket', 'unixSocket']

/** Reads what stands behind the scheme. */
export function readMysqlUrl(rest: string): MysqlAddress | MalformedUrl {
  const parts = readUrlParts(rest)
  if (parts.kind === 'malformed') return parts
  const first = (names: readonly string[]): string | undefined =>
    names.map(parts.parameter).find((value) => value !== undefined)
  return {
    kind: 'mysql',
    host: parts.host,
    port: parts.port ?? 3306,
    // Rails and PHP write a socket where the host stands.
    socketPath: first(socketNames) ?? (parts.host.startsWith('/') ? parts.host : undefined),
    user: parts.user,
    password: parts.password,
    database: parts.database,
    encryption: encryptions[first(encryptionNames)?.toLowerCase() ?? ''] ?? 'preferred',
    rootCertificateFile: first(certificateNames),
  }
}
