import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../src/adapters/database-by-url.ts'
import { secret } from '../../src/core/secret.ts'
import { issue } from '../../src/demo/certificates.ts'
import { createTestAuthority } from '../helpers/authority.ts'
import { noMariadb, startTestMariadb, type TestMariadb } from '../helpers/mariadb.ts'

let mariadb: TestMariadb
let folder: string

async function outcome(url: string): Promise<string> {
  const limits = { limitMs: 5_000, statementLimitMs: 1_000, signal: new AbortController().signal }
  const result = await createDatabase().open(secret(url), limits)
  if (result.kind === 'failure') return result.code
  const [row] = await result.session.query(`SHOW STATUS LIKE 'Ssl_cipher'`)
  await result.session.close()
  return row?.Value === '' ? 'plain' : 'encrypted'
}

describe.skipIf(noMariadb !== '')(`MariaDB that encrypts${noMariadb}`, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mpesa-doctor-tls-'))
    const authority = await createTestAuthority()
    const leaf = await issue({ names: ['localhost'], issuer: authority.intermediate })
    writeFileSync(join(folder, 'key.pem'), leaf.key)
    writeFileSync(join(folder, 'cert.pem'), leaf.chain)
    mariadb = await startTestMariadb([`--ssl-key=${join(folder, 'key.pem')}`, `--ssl-cert=${join(folder, 'cert.pem')}`])
    await mariadb.createDatabase('shop')
  }, 60_000)
  afterAll(async () => {
    await mariadb?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is asked for what the URL says', async () => {
    const url = mariadb.url('shop')
    expect(await outcome(url)).toBe('plain')
    expect(await outcome(`${url}?sslmode=require`)).toBe('encrypted')
    // The authority of the test is none that this machine trusts.
    expect(await outcome(`${url}?ssl-mode=VERIFY_IDENTITY`)).toBe('tls')
    expect(await outcome(`${url}?ssl-mode=VERIFY_CA&ssl-ca=${join(folder, 'missing.pem')}`)).toBe('tls')
  })

  it('is encrypted to where it must be, without a word in the URL', async () => {
    await mariadb.sql('SET GLOBAL require_secure_transport = ON')
    expect(await outcome(mariadb.url('shop'))).toBe('encrypted')
    expect(await outcome(`${mariadb.url('shop')}?ssl-mode=DISABLED`)).toMatch(/^(tls|auth-failed)$/)
    await mariadb.sql('SET GLOBAL require_secure_transport = OFF')
  })
})
