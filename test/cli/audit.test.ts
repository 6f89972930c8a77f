import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditedShop, auditedShopSql, startAuditedShop } from '../callbacks/audit/audited-shop.ts'
import type { ReportJson } from '../helpers/demo-project.ts'
import { asWriter, startTestPostgres, type TestPostgres } from '../helpers/postgres.ts'
import { codesIn, envFile, makeProject, runCli } from '../helpers/run-cli.ts'

interface ExerciseJson {
  readonly exercise: string
  readonly outcome: string
  readonly codes: readonly string[]
  readonly reason: string | null
  readonly deliveries: readonly number[]
}

interface AuditReport extends ReportJson {
  readonly deliveries: readonly { readonly exercise: string; readonly request: { readonly body: string } }[]
  readonly audit: {
    readonly score: { readonly passed: number; readonly played: number; readonly total: number }
    readonly exercises: readonly ExerciseJson[]
  }
}

let postgres: TestPostgres
let databaseUrl: string
let shop: AuditedShop
let faulty: AuditedShop

beforeAll(async () => {
  postgres = await startTestPostgres()
  databaseUrl = await postgres.createDatabase('shop', auditedShopSql)
  shop = await startAuditedShop(databaseUrl)
  faulty = await startAuditedShop(databaseUrl, 'late-failure-wins')
})

afterAll(async () => {
  await shop?.close()
  await faulty?.close()
  await postgres?.stop()
})

function project(which: AuditedShop): {
  readonly cwd: string
  readonly argv: readonly string[]
  readonly order: string
} {
  const { origin, pathname } = new URL(which.url)
  const cwd = makeProject({
    '.env': envFile({
      MPESA_CALLBACK_URL: `https://duka.co.ke${pathname}`,
      MPESA_C2B_CONFIRMATION_URL: 'https://duka.co.ke/c2b/confirmation',
    }),
    'package.json': '{"dependencies":{"express":"^5.0.0"}}',
  })
  const argv = ['simulate', '--audit', '--app-url', origin, '--database-url', databaseUrl, '--settle', '1s']
  return { cwd, argv, order: `curl -s -N -X POST ${origin}/orders` }
}

describe('simulate --audit', () => {
  it('gives a handler without faults full marks', async () => {
    const { cwd, argv, order } = project(shop)
    const { exitCode, stdout, stderr } = await runCli([...argv, '--order-command', order, '--json'], { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const { audit, deliveries } = JSON.parse(stdout) as AuditReport
    expect(audit.exercises.filter(({ outcome }) => outcome !== 'pass')).toEqual([])
    expect(audit.score).toEqual({ passed: 20, played: 20, total: 20 })
    for (const { exercise, deliveries: own } of audit.exercises)
      for (const index of own) expect(deliveries[index]?.exercise).toBe(exercise)
    expect(stdout).not.toContain('712345678')
  })

  it('names the fault, the code that mends it, and lines that show it again', async () => {
    const { cwd, argv, order } = project(faulty)
    const { exitCode, stdout } = await runCli([...argv, '--order-command', order, '--json'], { cwd })
    expect(exitCode).toBe(1)
    const { audit, checks, verdict } = JSON.parse(stdout) as AuditReport
    expect(audit.score).toEqual({ passed: 19, played: 20, total: 20 })
    expect(codesIn(stdout)).toEqual(['handler/late-failure-wins'])
    expect(verdict.rootCause).toBe('handler/late-failure-wins')
    const finding = checks.flatMap(({ findings }) => findings)[0]
    const { code = '', command = '' } = (finding as { readonly fix?: { code?: string; command?: string } }).fix ?? {}
    expect(code).toContain(`UPDATE orders SET status = 'failed' WHERE checkout_request_id = $1 AND status = 'pending'`)
    expect(command).not.toContain('712345678')
    // Labelled, and not told a second time with the root cause.
    expect(command).toMatch(/^: 'see it again'; ID=/)
    expect((verdict as { readonly fix?: { command?: string } }).fix?.command).toBeUndefined()
    // The shell makes an order, pays it, and lets the late failure come.
    const { stdout: replies } = await promisify(execFile)('/bin/sh', ['-c', command])
    expect(replies).toBe('{"ResultCode":0,"ResultDesc":"Accepted"}'.repeat(2))
    const { rows } = await asWriter(databaseUrl, (client) =>
      client.query('SELECT status, mpesa_receipt FROM orders ORDER BY id DESC LIMIT 1'),
    )
    expect(rows).toEqual([{ status: 'failed', mpesa_receipt: expect.stringMatching(/^[A-Z0-9]{10}$/) }])
  })

  it('plays what the ids given are enough for, the most important first', async () => {
    const { cwd, argv } = project(shop)
    const orders = [shop.order(), shop.order(), shop.order()]
    await Promise.all(orders.map(({ stored }) => stored))
    const { exitCode, stdout } = await runCli([...argv, '--json', ...orders.map(({ id }) => id)], { cwd })
    expect(exitCode).toBe(0)
    const { audit } = JSON.parse(stdout) as AuditReport
    const outcomes = Object.fromEntries(audit.exercises.map(({ exercise, outcome }) => [exercise, outcome]))
    expect(outcomes).toMatchObject({ success: 'pass', failure: 'pass', duplicate: 'pass', underpaid: 'not-played' })
    expect(outcomes).toMatchObject({ race: 'not-played', malformed: 'pass', 'unknown-id': 'pass' })
  })

  it('says for people what each exercise came to', async () => {
    const { cwd, argv } = project(shop)
    const { id, stored } = shop.order()
    await stored
    const { exitCode, stdout } = await runCli([...argv, id], { cwd })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('A successful payment settles the order')
    expect(stdout).toMatch(/\d+ of \d+ exercises passed, \d+ not played/)
  })

  it.each<readonly [string, string, number, string]>([
    ['prints nothing', 'true', 2, 'no CheckoutRequestID'],
    ['prints two ids', 'echo ws_CO_231120260758001712345678 ws_CO_231120260758002712345678', 2, 'several'],
    ['fails', 'echo out of stock >&2; exit 3', 3, 'out of stock'],
    ['is not there', 'no-such-program-here', 3, 'exit code 127'],
    ['prints an id that no order has', 'echo ws_CO_231120260758599712345678', 3, 'no order in the database'],
    ['prints the id of a paid order', 'echo ws_CO_231120260757001712345678', 2, 'already paid'],
  ])('refuses an order command that %s', async (_, command, code, words) => {
    const { cwd, argv } = project(shop)
    const { exitCode, stdout, stderr } = await runCli([...argv, '--order-command', command], { cwd })
    expect(exitCode).toBe(code)
    expect(`${stdout}${stderr}`.replaceAll(/\s+/g, ' ')).toContain(words)
  })

  it('wants to know where the orders come from', async () => {
    const { cwd, argv } = project(shop)
    expect((await runCli(argv, { cwd })).exitCode).toBe(2)
    expect(
      (await runCli([...argv, '--order-command', 'true', 'ws_CO_231120260758001712345678'], { cwd })).exitCode,
    ).toBe(2)
  })

  it.each([[], ['--quiet'], ['--json']])(
    'lists the exercises in a dry run, and makes and sends nothing %j',
    async (...format) => {
      const { cwd, argv } = project(shop)
      const run = [...argv, ...format, '--dry-run', '--order-command', 'touch made']
      const http = { exchange: () => Promise.reject(new Error('something was sent')) }
      const { exitCode, stdout } = await runCli(run, { cwd, ports: { http } })
      expect(exitCode).toBe(0)
      for (const name of ['success', 'late-failure', 'race', 'malformed']) expect(stdout).toContain(name)
      expect(existsSync(join(cwd, 'made'))).toBe(false)
      // Nor has anybody to say yet where orders would come from.
      expect(await runCli([...argv, ...format, '--dry-run'], { cwd, ports: { http } })).toMatchObject({ exitCode: 0 })
    },
  )

  it.each([
    ['--count', '5'],
    ['--scenario', 'all'],
    ['--kind', 'c2b'],
    ['--set', 'Amount=1'],
    ['--raw', 'body.json'],
    ['--edit'],
    ['--times', '2'],
    ['--header', 'A: b'],
    ['--list'],
  ])('refuses %s, which it would not use', async (...option) => {
    const { cwd, argv } = project(shop)
    const { exitCode, stderr } = await runCli([...argv, '--order-command', 'touch made', ...option], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(option[0])
    expect(existsSync(join(cwd, 'made'))).toBe(false)
  })

  it('refuses production', async () => {
    const { cwd, argv } = project(shop)
    const argvOf = [...argv, '--order-command', 'touch made', '--environment', 'production']
    expect((await runCli(argvOf, { cwd })).exitCode).toBe(2)
    expect(existsSync(join(cwd, 'made'))).toBe(false)
  })

  it('ends with its order command at Ctrl-C', async () => {
    const { cwd, argv } = project(shop)
    const command = 'echo $$ > pid; exec sleep 60'
    let interrupt: (name: string) => void = () => undefined
    const running = runCli([...argv, '--order-command', command], {
      cwd,
      onReady: (signal) => {
        interrupt = signal
      },
    })
    await expect
      .poll(() => existsSync(join(cwd, 'pid')) && readFileSync(join(cwd, 'pid'), 'utf8').trim())
      .toMatch(/^\d+$/)
    interrupt('SIGINT')
    expect((await running).exitCode).toBe(130)
    const pid = Number(readFileSync(join(cwd, 'pid'), 'utf8'))
    expect(() => process.kill(pid, 0)).toThrow()
  })
})
