import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/adapters/clock-system.ts'
import { createDatabase } from '../../../src/adapters/database-by-url.ts'
import { noStaleSettingsRow } from '../../../src/checks/db/stale-settings-row.ts'
import type { CheckResult } from '../../../src/core/report.ts'
import { secret } from '../../../src/core/secret.ts'
import { startTestPostgres, type TestPostgres } from '../../helpers/postgres.ts'
import { envText, only, outline, runCheckOn } from './run-env-checks.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

const url = 'https://duka.co.ke/api/payments/callback'
const old = 'https://old-duka.ngrok-free.app/api/payments/callback'
let databases = 0

async function judge(sql: string, env = envText()): Promise<CheckResult> {
  const databaseUrl = secret(await postgres.createDatabase(`settings_${++databases}`, sql))
  return runCheckOn(noStaleSettingsRow, {
    files: { '.env': env },
    settings: { databaseUrl, ...(env.includes(url) ? { callbackUrl: url } : {}) },
    ports: { database: createDatabase(), clock: systemClock },
  })
}

const settings = 'CREATE TABLE settings (id serial PRIMARY KEY, name text, value text);'

describe('rows of settings', () => {
  it.each([
    ['there is no such table', 'CREATE TABLE orders (id serial PRIMARY KEY, note text)'],
    ['it is empty', settings],
    ['it holds the URL in use', `${settings} INSERT INTO settings (name, value) VALUES ('callback_url', '${url}')`],
    [
      'it holds other URLs',
      `${settings} INSERT INTO settings (name, value) VALUES ('logo', 'https://cdn.duka.co.ke/a.png'), ('cors', 'https://x.ngrok-free.app')`,
    ],
    ['another table holds one', `CREATE TABLE logs (id serial, text text); INSERT INTO logs (text) VALUES ('${old}')`],
  ])('hold no older URL: %s', async (_, sql) => {
    expect(outline(await judge(sql))).toBe('pass')
  })

  it('hold one', async () => {
    const finding = only(
      await judge(
        `${settings} INSERT INTO settings (name, value) VALUES ('shop', 'Duka'), ('mpesa_callback_url', '${old}?token=abc')`,
      ),
    )
    expect(finding).toMatchObject({
      code: 'env/stale-copy',
      severity: 'warning',
      evidence: {
        table: 'public.settings',
        column: 'value',
        key: { column: 'name', value: 'mpesa_callback_url' },
        url: old,
        inUse: 'duka.co.ke',
      },
    })
    expect(JSON.stringify(finding)).not.toContain('token=abc')
  })

  it.each([
    [
      'JSON',
      `CREATE TABLE payment_methods (id serial PRIMARY KEY, code text, options jsonb); INSERT INTO payment_methods (code, options) VALUES ('mpesa', '{"callback_url": "${old}"}')`,
      'options',
    ],
    [
      'a column of its own',
      `CREATE TABLE "PaymentGateway" (id serial PRIMARY KEY, callback_url varchar(200)); INSERT INTO "PaymentGateway" (callback_url) VALUES ('https://old.duka.co.ke/api/payments/callback')`,
      'callback_url',
    ],
    [
      'options of WordPress',
      `CREATE TABLE wp_options (option_id serial PRIMARY KEY, option_name text, option_value text); INSERT INTO wp_options (option_name, option_value) VALUES ('woocommerce_mpesa_settings', 'a:1:{s:8:"callback";s:51:"${old}";}')`,
      'option_value',
    ],
  ])('hold one as %s', async (_, sql, column) => {
    expect(only(await judge(sql)).evidence).toMatchObject({ column })
  })

  it('are what the app uses if nothing sets the variable', async () => {
    const sql = `${settings} INSERT INTO settings (name, value) VALUES ('mpesa_callback_url', '${old}')`
    expect(outline(await judge(sql, 'MPESA_SHORTCODE=174379\n'))).toBe('fail error env/stale-copy')
  })

  it('are not read without a database', async () => {
    expect(outline(await runCheckOn(noStaleSettingsRow, { files: { '.env': envText() } }))).toBe('skip not-configured')
  })

  it('are few, and so are the tables', async () => {
    const tables = Array.from(
      { length: 14 },
      (_, index) => `CREATE TABLE setting_${String(index).padStart(2, '0')} (name text, value text);
      INSERT INTO setting_${String(index).padStart(2, '0')} SELECT 'mpesa_callback', '${old}' FROM generate_series(1, 20);`,
    )
    const { findings } = await judge(tables.join('\n'))
    expect(findings).toHaveLength(50)
  })
})
