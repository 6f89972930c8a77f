import { chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createDatabase } from '../../src/adapters/database-by-url.ts'
import { secret } from '../../src/core/secret.ts'
import { createAuthority, issue } from '../../src/demo/certificates.ts'
import { asWriter, startTestPostgres, type TestPostgres } from '../helpers/postgres.ts'

let postgres: TestPostgres
let folder: string

/** A server that speaks TLS with a certificate of a private authority, and takes nothing else. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-test-'))
  const authority = await createAuthority()
  const leaf = await issue({ names: ['localhost'], issuer: authority })
  await writeFile(join(folder, 'root.pem'), authority.certificate)
  const owner = await stat(postgres.dataFolder)
  for (const [name, content] of [
    ['server.key', leaf.key],
    ['server.crt', leaf.chain],
  ] as const) {
    const file = join(postgres.dataFolder, name)
    await writeFile(file, content, { mode: 0o600 })
    if (process.getuid?.() === 0) await chown(file, owner.uid, owner.gid)
  }
  const rules = join(postgres.dataFolder, 'pg_hba.conf')
  await writeFile(rules, (await readFile(rules, 'utf8')).replaceAll(/^host(\s+all)/gm, 'hostssl$1'))
  await asWriter(postgres.databaseUrl('postgres'), async (client) => {
    await client.query('ALTER SYSTEM SET ssl = on')
    await client.query('SELECT pg_reload_conf()')
  })
  await vi.waitFor(async () => expect(await open('sslmode=require')).toBe('open'), { timeout: 5_000 })
})

afterAll(async () => {
  await postgres?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

async function open(parameters: string, host = '127.0.0.1'): Promise<string> {
  const url = `${postgres.databaseUrl('postgres').replace('127.0.0.1', host)}?${parameters}`
  const signal = new AbortController().signal
  const result = await createDatabase().open(secret(url), { limitMs: 5_000, statementLimitMs: 1_000, signal })
  if (result.kind === 'failure') return result.code
  const [row] = await result.session.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
  await result.session.close()
  return row?.ssl === true ? 'open' : 'open without encryption'
}

it.each([
  ['', '127.0.0.1', 'open'],
  ['sslmode=prefer', '127.0.0.1', 'open'],
  ['sslmode=disable', '127.0.0.1', 'tls'],
  ['sslmode=verify-full', 'localhost', 'tls'],
  ['sslmode=verify-full&sslrootcert=ROOT', 'localhost', 'open'],
  ['sslmode=verify-full&sslrootcert=ROOT', '127.0.0.1', 'tls'],
  ['sslmode=verify-ca&sslrootcert=ROOT', '127.0.0.1', 'open'],
  ['sslmode=verify-ca&sslrootcert=/no/such/file', '127.0.0.1', 'tls'],
])('a server that wants encryption, with %j at %s: %s', async (parameters, host, expected) => {
  expect(await open(parameters.replace('ROOT', encodeURIComponent(join(folder, 'root.pem'))), host)).toBe(expected)
})
