import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { type ReportJson, useDemo } from '../helpers/demo-project.ts'
import { freePort, startHostileServer } from '../helpers/hostile-server.ts'
import { asWriter } from '../helpers/postgres.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

interface StatusJson extends ReportJson {
  readonly orders: readonly Readonly<Record<string, unknown>>[]
}

const shop = useDemo()
const defaultIntervalMs = 5_000

describe('status without an order', () => {
  it('lists the pending orders, oldest first', async () => {
    const { exitCode, stdout, stderr } = await shop.run(['status'])
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    expect(stdout.split('\n')[0]).toMatch(/^2 pending/)
    expect(stdout.indexOf('DUKA-1042')).toBeGreaterThan(0)
    expect(stdout.indexOf('DUKA-1042')).toBeLessThan(stdout.indexOf('DUKA-TEST'))
    expect(stdout).not.toContain('DUKA-1041')
  })

  it('prints them in the shape of the contract, with masked phone digits and nothing else', async () => {
    const { exitCode, document, stderr } = await shop.runJson<StatusJson>(['status'])
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    expect(document.orders.map(({ orderNumber }) => orderNumber)).toEqual(['DUKA-1042', 'DUKA-TEST'])
    expect(document.orders[0]).toEqual({
      table: 'public.orders',
      key: 'id',
      id: expect.any(String),
      orderNumber: 'DUKA-1042',
      state: 'pending',
      rawState: 'PENDING',
      checkoutRequestId: expect.stringMatching(/^ws_CO_\d+\*\*\*142$/),
      receipt: null,
      amount: expect.anything(),
      paidAt: null,
      note: null,
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    })
    expect(Number(document.orders[0]?.amount)).toBe(2450)
  })

  it('says that none is pending', async () => {
    const table =
      "create table orders (id serial primary key, order_number text, payment_status text, checkout_request_id text, amount numeric, payment_reference text, paid_at timestamptz, created_at timestamptz default now()); insert into orders (order_number, payment_status, amount) values ('A-1', 'PAID', 5), ('A-2', 'FAILED', 6)"
    const url = await createDatabase('nothing_pending', table)
    const { exitCode, stdout } = await runCli(['status', '--database-url', url], { cwd: makeProject({}) })
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^No order/) })
  })

  it.each(['--watch', '--expect=paid'])('does not know which order %s means', async (option) => {
    const { exitCode, stdout, stderr } = await shop.run(['status', option])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('mpesa-doctor status')
  })
})

describe('status of one order', () => {
  it.each<[string, () => Promise<string> | string]>([
    ['order number', () => 'DUKA-1039'],
    ['CheckoutRequestID', async () => String((await shop.row('DUKA-1039')).checkout_request_id)],
    ['MerchantRequestID', async () => String((await shop.row('DUKA-1039')).merchant_request_id)],
    ['receipt', async () => String((await shop.row('DUKA-1039')).payment_reference)],
    ['receipt in small letters', async () => String((await shop.row('DUKA-1039')).payment_reference).toLowerCase()],
    ['key', async () => String((await shop.row('DUKA-1039')).id)],
  ])('finds it by its %s', async (_, name) => {
    const wanted = await name()
    const { document, exitCode } = await shop.runJson<StatusJson>(['status', wanted])
    expect(exitCode).toBe(0)
    expect(document.orders).toHaveLength(1)
    expect(document.orders[0]).toMatchObject({ orderNumber: 'DUKA-1039', state: 'paid', receipt: expect.any(String) })
    expect((await shop.run(['status', wanted])).stdout).toMatch(/^DUKA-1039\n/)
  })

  it('shows a failed order with what the shop noted', async () => {
    const { stdout } = await shop.run(['status', 'DUKA-1038'])
    expect(stdout).toContain('failed (FAILED)')
    expect(stdout).toContain('Request cancelled by user')
  })

  it('is an error if there is no such order', async () => {
    const { exitCode, document, stderr } = await shop.runJson<StatusJson>(['status', 'DUKA-9999'])
    expect(exitCode).toBe(1)
    expect(document.verdict.rootCause).toBe('db/order-not-found')
    expect(document.orders).toEqual([])
    expect(stderr).toBe('')
  })

  it.each([
    "x'; DROP TABLE orders; --",
    "' OR '1'='1",
    '$1',
    '1; select pg_sleep(10)',
    '\\',
    '%',
    '9'.repeat(400),
    'DUKA-1042\u0000',
    '🧾',
    '-1',
  ])('takes %j for a name, not for SQL', async (name) => {
    const before = await shop.sql('select count(*) from orders')
    const { exitCode, stdout, stderr } = await shop.run(['status', '--json', name])
    expect(stderr === '' || exitCode === 2).toBe(true)
    if (exitCode !== 2) expect((JSON.parse(stdout) as ReportJson).verdict.rootCause).toBe('db/order-not-found')
    expect(await shop.sql('select count(*) from orders')).toEqual(before)
  })

  it.each([
    ['DUKA-1042', 'pending', 0],
    ['DUKA-1042', 'paid', 1],
    ['DUKA-1039', 'paid', 0],
    ['DUKA-1039', 'failed', 1],
    ['DUKA-1038', 'failed', 0],
  ])('%s with --expect %s is exit %i in every format', async (order, state, expected) => {
    for (const format of ['pretty', 'short', 'json', 'junit'])
      expect((await shop.run(['status', order, '--expect', state, '--format', format])).exitCode).toBe(expected)
    const { document, stderr } = await shop.runJson(['status', order, '--expect', state])
    expect(document.exitCode).toBe(expected)
    expect(stderr === '').toBe(expected === 0)
  })

  it('writes further reports to files', async () => {
    await shop.run(['status', 'DUKA-1042', '--report', 'json:status.json'])
    const report = JSON.parse(await readFile(join(shop.demo.folder, 'status.json'), 'utf8')) as StatusJson
    expect(report.orders).toHaveLength(1)
  })

  it('leaves the terminal alone, whatever a column holds', async () => {
    const { orderNumber } = await shop.newOrder()
    await shop.sql('update orders set admin_notes = $2, order_number = $3 where order_number = $1', [
      orderNumber,
      'first line\n\u001b[2Jsecond\u0007',
      `${orderNumber}\u001b[1A`,
    ])
    const pages = [
      await shop.run(['status']),
      await shop.run(['status', `${orderNumber}\u001b[1A`]),
      await shop.run(['simulate', String((await shop.row(`${orderNumber}\u001b[1A`)).checkout_request_id)]),
    ]
    for (const { exitCode, stdout, stderr } of pages) {
      expect(exitCode).toBe(0)
      expect(stdout).toContain(orderNumber)
      expect(stdout + stderr).not.toContain('\u001b')
      expect(stdout + stderr).not.toContain('\u0007')
    }
    await shop.sql('delete from orders where order_number = $1', [`${orderNumber}\u001b[1A`])
  })

  it('refuses a state that does not exist', async () => {
    const { exitCode, stderr } = await shop.run(['status', 'DUKA-1042', '--expect', 'payed'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('paid')
  })
})

describe('status --watch', () => {
  const pay = (orderNumber: string) =>
    shop.sql(
      "update orders set payment_status = 'PAID', payment_reference = 'TKN' || upper(substr(md5(order_number), 1, 7)), paid_at = now() where order_number = $1",
      [orderNumber],
    )

  /** The real clock, but that this happens in the place of the first wait between two looks. */
  function clockWith(happening: (signal: AbortSignal) => unknown) {
    return {
      ...systemClock,
      sleep: async (ms: number, signal: AbortSignal) =>
        ms === defaultIntervalMs ? void (await happening(signal)) : systemClock.sleep(ms, signal),
    }
  }
  const payingClock = (orderNumber: string) => clockWith(() => pay(orderNumber))

  it('looks until the order is paid', async () => {
    const { orderNumber } = await shop.newOrder()
    const { exitCode, stdout, stderr } = await shop.run(['status', orderNumber, '--watch', '--expect', 'paid'], {
      ports: { clock: payingClock(orderNumber) },
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toContain('pending')
    expect(lines[1]).toContain('paid')
  })

  it('prints one JSON object a line', async () => {
    const { orderNumber } = await shop.newOrder()
    const { exitCode, stdout, stderr } = await shop.run(['status', orderNumber, '--watch', '--json'], {
      ports: { clock: payingClock(orderNumber) },
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    expect(lines).toMatchObject([
      { type: 'order', orderNumber, state: 'pending', receipt: null },
      { type: 'order', orderNumber, state: 'paid', receipt: expect.stringMatching(/^TKN/) },
      { type: 'ended', because: 'final', state: 'paid' },
    ])
    expect(stdout).not.toContain('708374149')
  })

  it('with the real clock and a small interval sees the change as well', async () => {
    const { orderNumber } = await shop.newOrder()
    const watching = shop.run(['status', orderNumber, '--watch', '--interval', '20ms', '--timeout', '15s'])
    await pay(orderNumber)
    expect((await watching).exitCode).toBe(0)
  })

  it('is exit 1 if the order ends otherwise than expected', async () => {
    const { orderNumber } = await shop.newOrder()
    const { exitCode } = await shop.run(['status', orderNumber, '--watch', '--expect', 'failed'], {
      ports: { clock: payingClock(orderNumber) },
    })
    expect(exitCode).toBe(1)
  })

  it('is exit 4 if the order is still pending when the time is up', async () => {
    const { orderNumber } = await shop.newOrder()
    const argv = ['status', orderNumber, '--watch', '--interval', '20ms', '--timeout', '100ms']
    expect((await shop.run(argv)).exitCode).toBe(4)
    const { exitCode, stdout, stderr } = await shop.run([...argv, '--json'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: '' })
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({
      type: 'ended',
      because: 'limit',
      state: 'pending',
    })
  })

  it('is exit 1 if the order disappears', async () => {
    const { orderNumber } = await shop.newOrder()
    const clock = clockWith(() => shop.sql('delete from orders where order_number = $1', [orderNumber]))
    const { exitCode, stdout } = await shop.run(['status', orderNumber, '--watch', '--json'], { ports: { clock } })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('"because":"gone"')
  })

  it('ends at once on Ctrl-C', async () => {
    const { orderNumber } = await shop.newOrder()
    let interrupt: (name: string) => void = () => undefined
    const clock = clockWith((signal) => {
      interrupt('SIGINT')
      signal.throwIfAborted()
    })
    const { exitCode } = await shop.run(['status', orderNumber, '--watch'], {
      ports: { clock },
      onReady: (signal) => {
        interrupt = signal
      },
    })
    expect(exitCode).toBe(130)
  })

  it('says so, tidily, if the connection to the database is lost', async () => {
    const { orderNumber } = await shop.newOrder()
    const clock = clockWith(() =>
      shop.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mpesa-doctor'"),
    )
    const { exitCode, stderr } = await shop.run(['status', orderNumber, '--watch'], { ports: { clock } })
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/^mpesa-doctor: /)
    expect(stderr).not.toMatch(/crashed|defect|\n\s+at /)
  })
})

describe('status and the database', () => {
  const report = async (url: string) => {
    const { stdout, ...result } = await runCli(['status', '--json', '--database-url', url], {
      cwd: makeProject({ '.env': envFile() }),
    })
    return { ...result, stdout, document: JSON.parse(stdout) as StatusJson }
  }

  it('is a usage error where none is configured', async () => {
    const { exitCode, stdout, stderr } = await runCli(['status', '--json'], { cwd: makeProject({ '.env': envFile() }) })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('DATABASE_URL')
  })

  it.each<[string, (url: URL) => Promise<void> | void, string]>([
    [
      'a wrong password',
      (url) => {
        url.password = 'wrong-as-can-be'
      },
      'db/auth-failed',
    ],
    [
      'an unknown database',
      (url) => {
        url.pathname = '/no_such_shop'
      },
      'db/no-database',
    ],
    [
      'a closed port',
      async (url) => {
        url.port = String(await freePort())
      },
      'db/unreachable',
    ],
    [
      'a database without orders',
      (url) => {
        url.pathname = '/postgres'
      },
      'db/table-not-found',
    ],
  ])('names %s', async (_, change, code) => {
    const url = new URL(shop.demo.databaseUrl)
    await change(url)
    const { exitCode, document, stdout, stderr } = await report(url.href)
    expect({ exitCode, rootCause: document.verdict.rootCause, stderr }).toEqual({
      exitCode: 1,
      rootCause: code,
      stderr: '',
    })
    expect(document.orders).toEqual([])
    expect(stdout).not.toContain(url.password)
  })

  it('names a URL that is none', async () => {
    const { exitCode, document } = await report('postgresql://')
    expect(exitCode).toBe(1)
    expect(document.verdict.rootCause).toMatch(/^db\//)
  })

  it('does not contact a database elsewhere when offline', async () => {
    const { exitCode, stdout } = await runCli(
      ['status', '--json', '--offline', '--database-url', 'postgresql://u:p@192.0.2.1/shop'],
      { cwd: makeProject({}) },
    )
    expect(exitCode).toBe(3)
    expect((JSON.parse(stdout) as StatusJson).orders).toEqual([])
  })

  it('obeys --timeout while the database does not answer', async () => {
    const { exitCode } = await runCli(
      [
        'status',
        '--json',
        '--timeout',
        '200ms',
        '--database-url',
        `postgresql://u:p@127.0.0.1:${await silentPort()}/shop`,
      ],
      { cwd: makeProject({}) },
    )
    expect(exitCode).toBe(4)
  })

  it('says what is missing if the user may not read the orders', async () => {
    await shop.sql("create role reader login password 'reader-password-1'")
    const url = new URL(shop.demo.databaseUrl)
    url.username = 'reader'
    url.password = 'reader-password-1'
    const { exitCode, document, stderr } = await report(url.href)
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(document.verdict.rootCause).toBe('db/table-not-found')
  })
})

async function createDatabase(name: string, sql: string): Promise<string> {
  await shop.sql(`create database ${name}`)
  const url = new URL(shop.demo.databaseUrl)
  url.pathname = `/${name}`
  await asWriter(url.href, (client) => client.query(sql))
  return url.href
}

async function silentPort(): Promise<number> {
  const server = await startHostileServer(() => undefined)
  onTestFinished(server.close)
  return server.endpoint.port
}

describe('status in a terminal', () => {
  it('masks the id, says how to see it, and then prints one that simulate takes', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const masked = await shop.run(['status', orderNumber], { terminal: true })
    expect(masked.stdout).not.toContain(checkoutRequestId)
    expect(masked.stderr).toContain('--show-secrets')
    const refused = await shop.run(['simulate', orderNumber])
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain(`mpesa-doctor status ${orderNumber} --show-secrets`)
    const shown = await shop.run(['status', orderNumber, '--show-secrets'], { terminal: true })
    expect(shown.stdout).toContain(checkoutRequestId)
    expect(shown.stderr).toBe('')
    const id = /ws_CO_\d+/.exec(shown.stdout)?.[0] ?? ''
    expect((await shop.run(['simulate', id])).exitCode).toBe(0)
  })
})
