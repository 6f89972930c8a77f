import { describe, expect, it } from 'vitest'
import { databaseOpens } from '../../../src/checks/db/database-opens.ts'
import type { DatabaseOpenResult } from '../../../src/core/database-port.ts'
import { createRedactor } from '../../../src/core/redact.ts'
import type { Origin } from '../../../src/core/settings.ts'

type Failure = Extract<DatabaseOpenResult, { kind: 'failure' }>

const where = { dialect: 'postgresql', host: '127.0.0.1', port: 5432, user: 'app', database: 'shop' } as const

function fixOf(code: Failure['code'], origin: Origin): string {
  const result = { kind: 'failure', code, where, detail: 'seen', systemCode: 'X' } as Failure
  const judgement = databaseOpens.judge({ database: { result, origin } }, {})
  return (judgement.kind === 'found' && judgement.findings[0]?.fix?.summary) || ''
}

const codes = ['unreachable', 'auth-failed', 'no-database', 'malformed-url', 'tls'] as const

describe('the fix for a database that does not open', () => {
  it.each<[Origin, string]>([
    [{ kind: 'env-file', file: '.env', line: 3, key: 'DATABASE_URL' }, '`DATABASE_URL`'],
    [{ kind: 'env-file', file: '.env', line: 3, key: 'DB_URL' }, '`DB_URL`'],
    [{ kind: 'process', name: 'DB_URL' }, '`DB_URL`'],
    [{ kind: 'option', name: '--database-url' }, '--database-url'],
    [{ kind: 'variable', name: 'MPESA_DOCTOR_DATABASE_URL' }, '`MPESA_DOCTOR_DATABASE_URL`'],
    [{ kind: 'config', file: 'a.json', key: 'databaseUrl' }, '`databaseUrl` in a.json'],
  ])('names what was used: %j', (origin, name) => {
    for (const code of codes) {
      expect(fixOf(code, origin)).toContain(name)
      if (name !== '`DATABASE_URL`') expect(fixOf(code, origin)).not.toMatch(/`DATABASE_URL`/)
    }
  })

  it.each<Origin>([
    { kind: 'env-file', file: '.env', line: 3, key: 'DB_HOST' },
    { kind: 'process', name: 'DB_HOST' },
  ])('names the parts where the address came in parts: %j', (origin) => {
    for (const code of codes) expect(fixOf(code, origin)).not.toContain('DATABASE_URL')
    expect(fixOf('unreachable', origin)).toContain('`DB_HOST` and `DB_PORT`')
    expect(fixOf('auth-failed', origin)).toContain('`DB_HOST`')
  })

  it('shows the shape of a URL in a way that the redaction leaves alone', () => {
    const text = fixOf('malformed-url', { kind: 'option', name: '--database-url' })
    expect(text).toContain('postgresql://')
    expect(createRedactor().text(text)).toBe(text)
  })
})
