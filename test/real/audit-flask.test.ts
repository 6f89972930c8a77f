import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditedShopSql } from '../callbacks/audit/audited-shop.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { asWriter, startTestPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { codesIn, envFile, runCli } from '../helpers/run-cli.ts'

const python = '/usr/bin/python3'

function hasShopLibraries(): boolean {
  if (!existsSync(python)) return false
  try {
    execFileSync(python, ['-c', 'import flask, psycopg2'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const isThere = hasShopLibraries()
let postgres: TestPostgres
let copies = 0

beforeAll(async () => {
  if (!isThere) return
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres?.stop()
})

async function startShop(databaseUrl: string, fault: string) {
  const port = await freePort()
  const child = spawn(
    python,
    ['-u', join(import.meta.dirname, 'audit-flask', 'shop.py'), String(port), databaseUrl, fault],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let log = ''
  const running = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString()
        if (log.includes('Running on')) resolve()
      })
  })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`Flask did not start: ${log}`)))
  ended.catch(() => undefined)
  await Promise.race([running, ended])
  return {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Audits the shop with orders that are there already. */
async function auditShop(fault: string) {
  const name = `flask_${++copies}`
  const databaseUrl = await postgres.createDatabase(name, auditedShopSql)
  const ids = Array.from({ length: 18 }, (_, index) => `ws_CO_2311202607580${copies % 10}${100 + index}712345678`)
  await asWriter(databaseUrl, (client) =>
    client.query(
      `INSERT INTO orders (order_number, customer_id, amount, phone, checkout_request_id)
       SELECT 'NEW-' || n, 1, 1500, '254712345678', id FROM unnest($1::text[]) WITH ORDINALITY AS t (id, n)`,
      [ids],
    ),
  )
  const cwd = mkdtempSync(join(tmpdir(), 'mpesa-doctor-test-'))
  const shop = await startShop(databaseUrl, fault)
  try {
    const path = fault === 'no-secret' ? '/callback' : '/pay/9f86d081884c7d659a2feaa0c55ad015'
    writeFileSync(join(cwd, '.env'), envFile({ MPESA_CALLBACK_URL: `https://duka.co.ke${path}` }))
    writeFileSync(join(cwd, 'requirements.txt'), 'flask==2.2.2\npsycopg2\n')
    const argv = ['simulate', '--audit', '--app-url', shop.origin, '--database-url', databaseUrl, '--settle', '800ms']
    const { stdout, exitCode } = await runCli([...argv, '--json', ...ids], { cwd })
    return { exitCode, stdout, document: JSON.parse(stdout) as ReportJson & { readonly audit: AuditPart } }
  } finally {
    await shop.stop()
    rmSync(cwd, { recursive: true, force: true })
  }
}

interface AuditPart {
  readonly score: { readonly passed: number; readonly played: number }
  readonly exercises: readonly { readonly exercise: string; readonly outcome: string; readonly reason: string | null }[]
}

describe.skipIf(!isThere)(
  `an audit of Flask shops${isThere ? '' : ' (needs Flask and psycopg2 of the system)'}`,
  () => {
    it('gives one without faults full marks', async () => {
      const { exitCode, document } = await auditShop('')
      const { exercises, score } = document.audit
      expect(exercises.filter(({ outcome }) => outcome !== 'pass').map(({ exercise }) => exercise)).toEqual([
        'c2b-and-stk',
        'race',
      ])
      expect(score).toMatchObject({ passed: 18, played: 18 })
      expect(exitCode).toBe(0)
    })

    it.concurrent.each([
      ['time-as-utc', 'handler/wrong-time', 'nairobi = timezone(timedelta(hours=3))'],
      ['not-idempotent', 'handler/not-idempotent', 'cursor.execute('],
      ['no-lock', 'handler/concurrent-duplicates', `AND status <> 'paid'`],
      ['late-failure-wins', 'handler/late-failure-wins', `AND status = 'pending'`],
      ['any-amount', 'handler/accepts-wrong-amount', 'Decimal('],
      [
        'any-receipt',
        'handler/accepts-reused-receipt',
        'CREATE UNIQUE INDEX orders_receipt_once ON orders (mpesa_receipt)',
      ],
      ['by-position', 'handler/only-first-items', 'item["Name"]'],
      ['number-only', 'handler/code-type', 'str(callback.get("ResultCode")) == "0"'],
      ['trusts-body', 'handler/crashes', 'isinstance('],
    ])('grades %s as %s and nothing else', async (fault, code, lines) => {
      const { stdout, document } = await auditShop(fault)
      expect([...new Set(codesIn(stdout))]).toEqual([code])
      const fixes = document.checks.flatMap(({ findings }) => findings) as readonly {
        readonly fix?: { readonly code?: string }
      }[]
      if (lines !== undefined) expect(fixes.map(({ fix }) => fix?.code).join('\n')).toContain(lines)
    })
  },
)
