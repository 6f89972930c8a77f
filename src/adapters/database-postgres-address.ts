import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { DatabaseLocation } from '../core/database-port.ts'
import { isLocalHost } from './database-failure.ts'
import type { PostgresAddress } from './database-postgres-url.ts'

/** The ways to connect, in the order of libpq; plain text first on this machine, where encryption is the exception. */
export async function planEncryption(address: PostgresAddress): Promise<readonly (ConnectionOptions | false)[]> {
  const unverified = { rejectUnauthorized: false }
  switch (address.encryption) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, unverified]
    case 'prefer':
      return isLocalHost(address.host) ? [false, unverified] : [unverified, false]
    case 'require':
      return [unverified]
    case 'verify-ca':
    case 'verify-full': {
      const file = address.rootCertificateFile
      const trust = file === undefined ? {} : { ca: await readFile(file, 'utf8') }
      // libpq's `verify-ca` trusts the chain and does not look at the name.
      return [address.encryption === 'verify-ca' ? { ...trust, checkServerIdentity: () => undefined } : trust]
    }
  }
}

/** Without the password. */
export function locate(address: PostgresAddress): DatabaseLocation {
  const { host, port, user, database } = address
  const shown = isIP(host) === 6 ? `[${host}]` : host
  return { dialect: 'postgresql', host: shown, port, user: user ?? null, database: database ?? null }
}
