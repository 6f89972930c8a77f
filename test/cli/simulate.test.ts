import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { scenariosByKind } from '../../src/daraja/scenarios/find-scenario.ts'
import { stkScenarios } from '../../src/daraja/stk-scenarios.ts'
import { type ReportJson, useDemo } from '../helpers/demo-project.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

interface DeliveryJson {
  readonly scenario: string
  readonly attempt: number
  readonly together: number
  readonly request: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  readonly response: { readonly status: number; readonly durationMs: number; readonly body: string } | null
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
  readonly changed: Readonly<Record<string, readonly [unknown, unknown]>>
}

interface SimulateJson extends ReportJson {
  readonly deliveries: readonly DeliveryJson[]
}

const shop = useDemo()
const simulateJson = (...argv: readonly string[]) => shop.runJson<SimulateJson>(['simulate', ...argv])
const lastRequest = () => JSON.parse(shop.demo.requests.at(-1)?.body ?? '') as CallbackBody

interface CallbackBody {
  readonly Body: {
    readonly stkCallback: {
      readonly MerchantRequestID: string
      readonly CheckoutRequestID: string
      readonly ResultCode: number | string
      readonly CallbackMetadata?: { readonly Item: readonly { readonly Name: string; readonly Value?: unknown }[] }
    }
  }
}

function itemsOf({ Body }: CallbackBody): Readonly<Record<string, unknown>> {
  return Object.fromEntries((Body.stkCallback.CallbackMetadata?.Item ?? []).map(({ Name, Value }) => [Name, Value]))
}

describe('simulate', () => {
  it('pays the order with its own amount, phone and ids, and shows what changed', async () => {
    const { orderNumber, checkoutRequestId, merchantRequestId } = await shop.newOrder()
    const { exitCode, document, stdout, stderr } = await simulateJson(checkoutRequestId)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const body = lastRequest()
    expect(body.Body.stkCallback).toMatchObject({
      MerchantRequestID: merchantRequestId,
      CheckoutRequestID: checkoutRequestId,
      ResultCode: 0,
    })
    const { MpesaReceiptNumber: receipt, ...items } = itemsOf(body)
    expect(items).toMatchObject({ Amount: 10, PhoneNumber: 254708374149 })
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'PAID', payment_reference: receipt })
    const [delivery] = document.deliveries
    expect(document.deliveries).toHaveLength(1)
    expect(delivery).toMatchObject({
      scenario: 'success',
      attempt: 1,
      together: 1,
      request: {
        url: `${shop.demo.appUrl}/api/payments/mpesa/callback`,
        headers: expect.objectContaining({ 'Content-Type': expect.stringContaining('application/json') }),
      },
      response: { status: 200, durationMs: expect.any(Number), body: expect.stringContaining('ResultCode') },
      before: { order_number: orderNumber, payment_status: 'PENDING', payment_reference: null },
      after: { order_number: orderNumber, payment_status: 'PAID', payment_reference: receipt },
      changed: { payment_status: ['PENDING', 'PAID'], payment_reference: [null, receipt] },
    })
    expect(stdout).not.toContain('708374149')
  })

  it('says for people what was sent, what came back and what became of the order', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const { exitCode, stdout, stderr } = await shop.run(['simulate', checkoutRequestId])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toContain(`${orderNumber}: pending → paid`)
    expect(stdout).toContain('KES 10 (from the order)')
    expect(stdout).toContain('payment_status: PENDING → PAID')
    expect(stdout).not.toContain('708374149')
  })

  it.each([
    ['cancelled', 1032],
    ['1032', 1032],
    ['timeout', 1037],
    ['SFC_IC0003', 'SFC_IC0003'],
    ['insufficient', 1],
  ])('plays the failure %s with ResultCode %j and no metadata', async (name, resultCode) => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const { exitCode, document } = await simulateJson(checkoutRequestId, '--scenario', name)
    expect(exitCode).toBe(0)
    const { stkCallback } = lastRequest().Body
    expect(stkCallback.ResultCode).toBe(resultCode)
    expect(stkCallback).not.toHaveProperty('CallbackMetadata')
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'FAILED', payment_reference: null })
    expect(document.deliveries[0]?.changed).toMatchObject({ payment_status: ['PENDING', 'FAILED'] })
  })

  it('sends what it is told to', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const argv = ['--amount', '10.00', '--phone', '0712345678', '--receipt', 'TKN1TEST42']
    expect((await shop.run(['simulate', checkoutRequestId, ...argv])).exitCode).toBe(0)
    expect(itemsOf(lastRequest())).toMatchObject({
      Amount: 10,
      PhoneNumber: 254712345678,
      MpesaReceiptNumber: 'TKN1TEST42',
    })
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'PAID', payment_reference: 'TKN1TEST42' })
  })

  it('settles several payments, each for itself', async () => {
    const [first, second] = [await shop.newOrder(), await shop.newOrder()]
    const { exitCode, document } = await simulateJson(first.checkoutRequestId, second.checkoutRequestId)
    expect(exitCode).toBe(0)
    expect(document.deliveries.map(({ after }) => after?.order_number)).toEqual([first.orderNumber, second.orderNumber])
  })

  it('delivers the same callback again and finds that it changed nothing', async () => {
    const { checkoutRequestId } = await shop.newOrder()
    const { exitCode, document } = await simulateJson(checkoutRequestId, '--times', '2')
    expect(exitCode).toBe(0)
    expect(document.deliveries.map(({ attempt, changed }) => [attempt, Object.keys(changed).length > 0])).toEqual([
      [1, true],
      [2, false],
    ])
    expect(new Set(document.deliveries.map(({ request }) => request.body)).size).toBe(1)
  })

  it('delivers it several times at once', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const before = shop.demo.requests.length
    const { exitCode, document } = await simulateJson(checkoutRequestId, '--times', '3', '--parallel')
    expect(exitCode).toBe(0)
    expect(document.deliveries.map(({ attempt, together }) => [attempt, together])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
    expect(shop.demo.requests.length - before).toBe(3)
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'PAID' })
  })

  it('does not look into the database with --no-verify, but takes amount and phone from it', async () => {
    const { checkoutRequestId } = await shop.newOrder()
    const { exitCode, document } = await simulateJson(checkoutRequestId, '--no-verify')
    expect(exitCode).toBe(0)
    expect(document.deliveries[0]).toMatchObject({ before: null, after: null, changed: {}, response: { status: 200 } })
    expect(itemsOf(lastRequest())).toMatchObject({ Amount: 10 })
  })

  it('warns of an id of an odd shape and of one that no order has, and sends both', async () => {
    const before = shop.demo.requests.length
    const { exitCode, stdout, stderr } = await shop.run(['simulate', 'my-own-id', '--json', '--strict'])
    // What was asked for by name, the effect, could not be seen.
    expect(exitCode).toBe(3)
    expect((JSON.parse(stdout) as SimulateJson).checks.map(({ status }) => status)).toEqual(['skip'])
    expect(stderr.match(/^! /gm)).toHaveLength(2)
    expect(stderr).toContain('my-own-id')
    expect((JSON.parse(stdout) as SimulateJson).deliveries[0]).toMatchObject({
      before: null,
      response: { status: 200 },
    })
    expect(shop.demo.requests.length - before).toBe(1)
    const pretty = await shop.run(['simulate', 'my-own-id'])
    expect(pretty.exitCode).toBe(3)
    expect(pretty.stdout).toContain('--no-verify')
    expect((await shop.run(['simulate', 'my-own-id', '--no-verify'])).exitCode).toBe(0)
  })

  it('says nothing of the sending of an odd id in a dry run', async () => {
    const { exitCode, stderr } = await shop.run(['simulate', 'my-own-id', '--dry-run'])
    expect(exitCode).toBe(0)
    expect(stderr).toContain('my-own-id')
    expect(stderr).not.toContain('sent')
  })

  it.each([403, 422])('takes a refusal with %i for the one cause', async (status) => {
    const { checkoutRequestId } = await shop.newOrder()
    const app = await startApp(() => [status, 'CSRF verification failed'])
    const { exitCode, document } = await simulateJson(checkoutRequestId, '--url', app.url, '--settle', '100ms')
    expect(exitCode).toBe(1)
    const codes = document.checks.flatMap(({ findings }) => findings.map(({ code }) => code))
    expect(codes).toHaveLength(1)
    expect(codes[0]).toMatch(/^app\//)
    const accepting = await startApp(() => [200, '{"ResultCode":0}'])
    const taken = await simulateJson(checkoutRequestId, '--url', accepting.url, '--settle', '100ms')
    expect(taken.document.verdict.rootCause).toBe('handler/ignores-success')
  })

  it('warns of an order that is paid already, and leaves it so', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    await shop.run(['simulate', checkoutRequestId])
    const paid = await shop.row(orderNumber)
    const { exitCode, stderr } = await shop.run(['simulate', checkoutRequestId, '--settle', '200ms'])
    expect(exitCode).toBe(0)
    expect(stderr).toContain(orderNumber)
    expect(await shop.row(orderNumber)).toEqual(paid)
  })

  it('refuses an order number and names the command that shows its id', async () => {
    const { orderNumber } = await shop.newOrder()
    const before = shop.demo.requests.length
    const { exitCode, stdout, stderr } = await shop.run(['simulate', orderNumber])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(`mpesa-doctor status ${orderNumber} --show-secrets`)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('mpesa-doctor simulate <CheckoutRequestID>')
    expect(shop.demo.requests).toHaveLength(before)
  })

  it('writes further reports to files, also when all is well', async () => {
    const { checkoutRequestId } = await shop.newOrder()
    await shop.run(['simulate', checkoutRequestId, '--report', 'json:simulate.json'])
    const report = JSON.parse(await readFile(join(shop.demo.folder, 'simulate.json'), 'utf8')) as SimulateJson
    expect(report.deliveries).toHaveLength(1)
  })

  it('takes the names behind --skip and --only for what they are before anything is sent', async () => {
    const { checkoutRequestId } = await shop.newOrder()
    const before = shop.demo.requests.length
    expect((await shop.run(['simulate', checkoutRequestId, '--skip', 'hndler'])).exitCode).toBe(2)
    expect((await shop.run(['simulate', checkoutRequestId, '--only', 'tls'])).exitCode).toBe(2)
    expect(shop.demo.requests).toHaveLength(before)
    expect((await shop.run(['simulate', checkoutRequestId, '--skip', 'dns'])).exitCode).toBe(0)
  })
})

describe('simulate --dry-run', () => {
  it('prints the body and a curl line that pays the order, and sends nothing itself', async () => {
    const { orderNumber, checkoutRequestId } = await shop.newOrder()
    const before = shop.demo.requests.length
    const { exitCode, stdout, stderr } = await shop.run(['simulate', checkoutRequestId, '--dry-run'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(shop.demo.requests).toHaveLength(before)
    const [body = '', curl = ''] = stdout.trimEnd().split('\n\n')
    expect((JSON.parse(body) as CallbackBody).Body.stkCallback.CheckoutRequestID).toBe(checkoutRequestId)
    expect(curl).toMatch(/^curl -X POST /)
    const { stdout: answer } = await promisify(execFile)('sh', ['-c', `${curl} --silent --show-error`])
    expect(JSON.parse(answer)).toMatchObject({ ResultCode: 0 })
    expect(shop.demo.requests.at(-1)?.body).toBe(body)
    expect(await shop.row(orderNumber)).toMatchObject({ payment_status: 'PAID' })
  })

  it('quotes for the shell whatever was typed', async () => {
    const id = 'ws_CO_it\'s $(touch pwned) `x` "quoted"'
    const { stdout } = await shop.run(['simulate', id, '--dry-run'])
    const curl = stdout.trimEnd().split('\n\n')[1] ?? ''
    await promisify(execFile)('sh', ['-c', `${curl} --silent`], { cwd: shop.demo.folder })
    expect(lastRequest().Body.stkCallback.CheckoutRequestID).toBe(id)
    await expect(readFile(join(shop.demo.folder, 'pwned'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each([['--json'], ['--quiet']])('gives the whole request with %s too', async (option) => {
    const { checkoutRequestId } = await shop.newOrder()
    const before = shop.demo.requests.length
    const { exitCode, stdout } = await shop.run(['simulate', checkoutRequestId, '--dry-run', option])
    expect(exitCode).toBe(0)
    expect(shop.demo.requests).toHaveLength(before)
    const body =
      option === '--json' ? (JSON.parse(stdout) as SimulateJson).deliveries[0]?.request.body : stdout.split('\n\n')[0]
    expect((JSON.parse(body ?? '') as CallbackBody).Body.stkCallback.CheckoutRequestID).toBe(checkoutRequestId)
  })

  it('claims nothing of an app that it did not ask', async () => {
    const { checkoutRequestId } = await shop.newOrder()
    const { document } = await simulateJson(checkoutRequestId, '--dry-run')
    expect(document.checks.map(({ status }) => status)).toEqual(['skip'])
    expect(document.deliveries[0]).toMatchObject({ response: null, before: null, after: null })
  })

  it('prints the URL as it is requested', async () => {
    const app = await startApp(() => [200, '{"ResultCode":0}'])
    const argv = ['simulate', 'ws_CO_1', '--dry-run', '--url', `${new URL(app.url).origin}/a b?x=1 2`]
    const { stdout } = await runCli(argv, { cwd: makeProject({ '.env': envFile() }) })
    const curl = stdout.trimEnd().split('\n\n')[1] ?? ''
    expect(curl).toContain('/a%20b?x=1%202')
    await promisify(execFile)('sh', ['-c', `${curl} --silent`])
    expect(app.received).toHaveLength(1)
  })

  it('works without an app that runs and without a database', async () => {
    const cwd = makeProject({ '.env': `${envFile()}PORT=${await freePort()}\n` })
    const { exitCode, stdout } = await runCli(['simulate', 'ws_CO_1', '--dry-run'], { cwd })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('/api/payments/callback')
  })
})

describe('simulate refuses', () => {
  const production = { MPESA_ENVIRONMENT: 'production', MPESA_SHORTCODE: '4123456' }
  const id = 'ws_CO_23112026080000123708374149'

  it('production, before anything is contacted, unless it is allowed', async () => {
    const app = await startApp(() => [200, '{"ResultCode":0}'])
    const closed = `postgresql://u:p@127.0.0.1:${await freePort()}/shop`
    const cwd = makeProject({ '.env': `${envFile(production)}PORT=${app.port}\nDATABASE_URL=${closed}\n` })
    const { exitCode, stdout, stderr } = await runCli(['simulate', id], { cwd })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('--allow-production')
    expect(app.received).toEqual([])
    expect((await runCli(['simulate', id, '--no-verify', '--allow-production'], { cwd })).exitCode).toBe(0)
    expect(app.received).toHaveLength(1)
    expect((await runCli(['simulate', id, '--dry-run'], { cwd })).exitCode).toBe(0)
    expect(app.received).toHaveLength(1)
  })

  it.each(['live', 'prod', 'Production'])('MPESA_ENVIRONMENT=%s as production', async (name) => {
    const cwd = makeProject({ '.env': `${envFile({ MPESA_ENVIRONMENT: name })}PORT=${await freePort()}\n` })
    expect((await runCli(['simulate', id], { cwd })).exitCode).toBe(2)
  })

  it.each<[string, readonly string[], string]>([
    ['no id', [], 'CheckoutRequestID'],
    ['an unknown scenario', [id, '--scenario', 'canceld'], 'cancel'],
    ['an amount that is none', [id, '--amount', '-5'], 'amount'],
    ['a count that is none', [id, '--times', '0'], '--times'],
    ['a URL that is none', [id, '--url', 'localhost:5000'], '--url'],
    ['to guess where the app is', [id], '--app-url'],
  ])('%s', async (_, argv, word) => {
    const { exitCode, stdout, stderr } = await runCli(['simulate', ...argv], {
      cwd: makeProject({ '.env': envFile() }),
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(word)
  })

  it('to contact anything but this machine when offline', async () => {
    const { exitCode, stdout } = await runCli(['simulate', id, '--offline', '--url', 'http://192.0.2.1/callback'], {
      cwd: makeProject({ '.env': envFile() }),
      ports: { http: { exchange: () => Promise.reject(new Error('something was sent')) } },
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
  })

  it('to send what it could not verify, and says how to do so all the same', async () => {
    const app = await startApp(() => [200, '{"ResultCode":0}'])
    const closed = `postgresql://u:p@127.0.0.1:${await freePort()}/shop`
    const cwd = makeProject({ '.env': `${envFile()}PORT=${app.port}\nDATABASE_URL=${closed}\n` })
    const { exitCode, stdout, stderr } = await runCli(['simulate', id, '--json', '--report', 'json:out.json'], { cwd })
    expect(exitCode).toBe(1)
    const document = JSON.parse(stdout) as SimulateJson
    expect(document.verdict.rootCause).toBe('db/unreachable')
    expect(document.deliveries).toEqual([])
    expect(JSON.parse(await readFile(join(cwd, 'out.json'), 'utf8'))).toMatchObject({ exitCode: 1 })
    expect(stderr).toContain('--no-verify')
    expect(app.received).toEqual([])
    expect((await runCli(['simulate', id, '--no-verify'], { cwd })).exitCode).toBe(0)
    expect(app.received).toHaveLength(1)
  })
})

describe('simulate on an app', () => {
  const id = 'ws_CO_23112026080000123708374149'

  it('that is down names only that', async () => {
    const cwd = makeProject({ '.env': `${envFile()}PORT=${await freePort()}\n` })
    const { exitCode, stdout } = await runCli(['simulate', id, '--json'], { cwd })
    expect(exitCode).toBe(1)
    const { verdict, deliveries } = JSON.parse(stdout) as SimulateJson
    expect(verdict.causes.map(({ code }) => code)).toEqual(['app/not-listening'])
    expect(deliveries[0]?.response).toBeNull()
  })

  it('that listens on IPv6 only finds it as the other commands do', async () => {
    const app = await startApp(() => [200, '{"ResultCode":0}'], '::1')
    const cwd = makeProject({ '.env': `${envFile()}PORT=${app.port}\n` })
    const { exitCode } = await runCli(['simulate', id], { cwd })
    expect(exitCode).toBe(0)
    expect(app.received).toHaveLength(1)
  })

  it('that never answers ends with the budget', async () => {
    const app = await startApp(() => null)
    const { exitCode, stdout } = await runCli(['simulate', id, '--json', '--budget', '150ms', '--url', app.url], {
      cwd: makeProject({ '.env': envFile() }),
    })
    expect(exitCode).toBe(1)
    expect((JSON.parse(stdout) as SimulateJson).verdict.rootCause).toBe('app/slow-ack')
  })

  it.each(['pretty', 'short', 'json', 'junit', 'markdown', 'github', 'tap', 'sarif'])(
    'that answers with control characters leaves the terminal alone: %s',
    async (format) => {
      const app = await startApp(() => [404, '\u001b[2Jgone\u0007\u009b31m \u202e'])
      const argv = ['simulate', id, '--url', app.url, '--format', format]
      const { stdout, exitCode } = await runCli(argv, { cwd: makeProject({ '.env': envFile() }) })
      expect(exitCode).toBe(1)
      if (format === 'pretty' || format === 'json') expect(stdout).toContain('gone')
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
    },
  )

  it('that is reached through --connect-to keeps the name', async () => {
    const app = await startApp(() => [200, '{"ResultCode":0}'])
    const argv = [
      'simulate',
      id,
      '--url',
      'http://duka.co.ke/cb',
      '--connect-to',
      `duka.co.ke:80:127.0.0.1:${app.port}`,
    ]
    expect((await runCli(argv, { cwd: makeProject({ '.env': envFile() }) })).exitCode).toBe(0)
    expect(app.hosts).toEqual(['duka.co.ke'])
  })
})

describe('simulate names the fault', () => {
  it.each<[fault: string, scenario: string, codes: readonly string[]]>([
    ['rolled-back', 'success', ['handler/ignores-success']],
    ['rolled-back', 'cancelled', ['handler/ignores-failure']],
    ['string-code', 'success', ['handler/marks-success-failed']],
    ['string-code', 'cancelled', []],
    ['crash-without-metadata', 'cancelled', ['handler/crashes']],
    ['crash-without-metadata', 'success', []],
    ['get-only', 'success', ['app/method-not-allowed']],
    ['get-only', 'cancelled', ['app/method-not-allowed']],
    ['wrong-prefix', 'success', ['app/route-not-found']],
    ['csrf', 'success', ['app/csrf-rejected']],
    ['auth-required', 'success', ['app/auth-required']],
    ['rate-limited', 'success', ['app/rate-limited']],
    ['body-not-parsed', 'success', ['handler/crashes']],
    ['server-error', 'success', ['handler/crashes']],
    ['spa-fallback', 'success', ['app/html-reply']],
    ['app-down', 'success', ['app/not-listening']],
  ])('%s by the scenario %s: %j', async (fault, scenario, codes) => {
    const { checkoutRequestId } = await shop.newOrder()
    await shop.withFault(fault, async () => {
      const { exitCode, document } = await simulateJson(checkoutRequestId, '--scenario', scenario, '--settle', '300ms')
      expect(document.verdict.causes.map(({ code }) => code)).toEqual(codes)
      expect(exitCode).toBe(codes.length > 0 ? 1 : 0)
      const { stdout, exitCode: pretty } = await shop.run([
        'simulate',
        checkoutRequestId,
        '--scenario',
        scenario,
        '--settle',
        '200ms',
      ])
      if (codes[0] !== undefined && document.deliveries[0]?.changed.payment_status === undefined) {
        expect(pretty).toBe(1)
        expect(stdout).toContain(codes[0])
      }
    })
  })
})

describe('simulate --list', () => {
  it('shows every scenario of every kind with its code and grade', async () => {
    const { exitCode, stdout } = await runCli(['simulate', '--list'])
    expect(exitCode).toBe(0)
    for (const { name, resultCode, grade } of stkScenarios)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${resultCode} +${grade} `, 'm'))
    for (const kind of Object.keys(scenariosByKind)) expect(stdout).toMatch(new RegExp(`^${kind}  `, 'm'))
  })

  it('keeps to eighty columns', async () => {
    const { stdout } = await runCli(['simulate', '--list'])
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('gives all of them as JSON, or those of one kind', async () => {
    const { stdout } = await runCli(['simulate', '--list', '--json'])
    const rows = JSON.parse(stdout) as { kind: string; name: string; source: string }[]
    expect(rows.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
      Object.entries(scenariosByKind).flatMap(([kind, list]) => list.map(({ name }) => `${kind} ${name}`)),
    )
    const { stdout: one } = await runCli(['simulate', '--list', '--kind', 'ratiba', '--json'])
    expect(new Set((JSON.parse(one) as { kind: string }[]).map(({ kind }) => kind))).toEqual(new Set(['ratiba']))
  })
})

interface App {
  readonly port: number
  readonly url: string
  readonly received: string[]
  readonly hosts: string[]
}

/** An app that answers so; null never answers. */
async function startApp(answer: () => readonly [number, string] | null, address = '127.0.0.1'): Promise<App> {
  const received: string[] = []
  const hosts: string[] = []
  const server = createServer(async (request, response) => {
    hosts.push(request.headers.host ?? '')
    let body = ''
    for await (const chunk of request) body += String(chunk)
    received.push(body)
    const reply = answer()
    if (reply !== null) response.writeHead(reply[0], { 'content-type': 'application/json' }).end(reply[1])
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `http://127.0.0.1:${port}/cb`, received, hosts }
}
