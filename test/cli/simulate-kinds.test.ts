import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import { bundleCli } from '../helpers/spawn-cli.ts'

interface Received {
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

interface Document {
  readonly exitCode: number
  readonly verdict: { readonly rootCause: string | null; readonly causes: readonly { readonly code: string }[] }
  readonly deliveries: readonly {
    readonly kind: string
    readonly scenario: string
    readonly sources: Readonly<Record<string, string | null>>
    readonly request: { readonly url: string; readonly body: string }
  }[]
}

/** An app that keeps what it gets. */
async function startApp(status = 200, answer = '{"ResultCode":"0","ResultDesc":"Accepted"}', waitFor?: Promise<void>) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) })
    await waitFor
    response.writeHead(status, { 'content-type': 'application/json' }).end(answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const { port } = server.address() as AddressInfo
  const urls = {
    MPESA_CONFIRMATION_URL: 'https://duka.co.ke/c2b/confirm?shop=1',
    MPESA_C2B_VALIDATION_URL: 'https://duka.co.ke/c2b/validate',
    MPESA_RESULT_URL: 'https://duka.co.ke/results',
    MPESA_TIMEOUT_URL: 'https://duka.co.ke/timeouts',
  }
  const cwd = makeProject({ '.env': `${envFile(urls)}PORT=${port}\n` })
  const run = (...argv: readonly string[]) => runCli(['simulate', ...argv], { cwd })
  const runJson = async (...argv: readonly string[]) => JSON.parse((await run(...argv, '--json')).stdout) as Document
  return { received, cwd, run, runJson, url: `http://127.0.0.1:${port}` }
}

const id = 'ws_CO_23112026080000123708374149'

describe('simulate --kind', () => {
  it.each([
    ['c2b-confirmation', 'ORD-7', '/c2b/confirm?shop=1', '"BillRefNumber":"ORD-7"'],
    ['c2b', 'ORD-7', '/c2b/confirm?shop=1', '"OrgAccountBalance":"120.00"'],
    ['c2b-validation', 'ORD-7', '/c2b/validate', '"OrgAccountBalance":""'],
    ['b2c-result', 'AG_20261124_0a', '/results', '"ConversationID":"AG_20261124_0a"'],
    ['b2b-result', 'payout-1', '/results', '"OriginatorConversationID":"payout-1"'],
    ['tax-result', 'payout-1', '/results', '"ResultCode":"0"'],
    ['reversal-result', 'payout-1', '/results', 'OriginalTransactionID'],
    ['status-result', 'payout-1', '/results', 'ReceiptNo'],
    ['balance-result', 'payout-1', '/results', 'AccountBalance'],
    ['b2c-timeout', 'payout-1', '/timeouts', '"ResultType":1'],
    ['ratiba', 'order-1', '/api/payments/callback', '"requestRefID":"order-1"'],
    ['b2b-express', 'order-1', '/api/payments/callback', '"requestId":"order-1"'],
  ])('%s goes to its route and names %s', async (kind, reference, route, part) => {
    const app = await startApp()
    const document = await app.runJson(reference, '--kind', kind)
    expect(document.exitCode).toBe(0)
    expect(app.received).toHaveLength(1)
    const [request] = app.received
    expect(request?.url).toBe(route)
    expect(request?.headers['content-type']).toMatch(/^application\/json/)
    expect(request?.body.toString()).toContain(part)
    expect(document.deliveries[0]?.request.body).not.toBe('')
  })

  it('hides the phone of a C2B confirmation behind a mask, and for v1 behind its SHA-256', async () => {
    const app = await startApp()
    await app.run('ORD-7', '--kind', 'c2b', '--scenario', 'v1', '--phone', '0712345678', '--amount', '99')
    const body = JSON.parse(app.received[0]?.body.toString() ?? '') as Record<string, string>
    expect(body.MSISDN).toBe(createHash('sha256').update('254712345678').digest('hex'))
    expect(body.TransAmount).toBe('99.00')
  })

  it.each([
    ['an unknown kind', ['ORD-7', '--kind', 'c2b-confirmatoin'], 'c2b-confirmation'],
    ['a kind without an id', ['--kind', 'b2c-result'], 'ConversationID'],
    ['C2B without an account', ['--kind', 'c2b'], 'BillRefNumber'],
    ['a scenario of another kind', ['ORD-7', '--kind', 'c2b', '--scenario', 'cancelled'], 'c2b-confirmation'],
    ['Bill Manager without a URL', ['ORD-7', '--kind', 'bill-manager'], '--url'],
    ['a header that is none', [id, '--header', 'no colon'], '--header'],
  ])('refuses %s', async (_, argv, word) => {
    const app = await startApp()
    const { exitCode, stderr } = await app.run(...argv)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(word)
    expect(app.received).toEqual([])
  })

  it('says which variable names the route if none does', async () => {
    const cwd = makeProject({ '.env': `${envFile()}PORT=5000\n` })
    const { exitCode, stderr } = await runCli(['simulate', 'ORD-7', '--kind', 'c2b', '--dry-run'], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('MPESA_C2B_CONFIRMATION_URL')
  })
})

describe('the answer to a validation', () => {
  it.each<[string, string, readonly string[]]>([
    ['accepts with a text', '{"ResultCode":"0","ResultDesc":"Accepted"}', []],
    ['accepts with a number', '{"ResultCode":0,"ResultDesc":"Accepted"}', []],
    ['refuses with a documented code', '{"ResultCode":"C2B00012","ResultDesc":"Rejected"}', []],
    ['refuses with another one', '{"ResultCode":1,"ResultDesc":"Rejected"}', ['c2b/validation-reply']],
    ['is JSON of another kind', '{"status":"ok"}', ['c2b/validation-reply']],
    ['is empty', '', ['c2b/validation-reply']],
  ])('%s', async (_, answer, codes) => {
    const app = await startApp(200, answer)
    const document = await app.runJson('ORD-7', '--kind', 'c2b-validation')
    expect(document.verdict.causes.map(({ code }) => code)).toEqual(codes)
    expect(document.exitCode).toBe(codes.length > 0 ? 1 : 0)
  })

  it('says why a payment was refused', async () => {
    const app = await startApp(200, '{"ResultCode":"C2B00012","ResultDesc":"Rejected"}')
    expect((await app.run('ORD-7', '--kind', 'c2b-validation')).stdout).toContain('Invalid Account Number')
  })

  it('that does not come in time is too slow', async () => {
    let release = (): void => undefined
    const app = await startApp(200, '{"ResultCode":0}', new Promise((resolve) => (release = resolve)))
    const document = await app.runJson('ORD-7', '--kind', 'c2b-validation', '--budget', '100ms')
    release()
    expect(document.verdict.rootCause).toBe('c2b/validation-slow')
  })

  it('is not asked for where a result is taken: any 2xx will do', async () => {
    const app = await startApp(200, '{"ResultCode":1}')
    expect((await app.runJson('payout-1', '--kind', 'b2c-result')).exitCode).toBe(0)
  })
})

describe('what the user changes', () => {
  it('sets values and headers, and leaves headers out', async () => {
    const app = await startApp()
    const argv = ['--set', 'Amount=7', '--set', 'Body.stkCallback.MerchantRequestID=m-1']
    const { exitCode } = await app.run(id, ...argv, '--header', 'X-Test: a: b', '--header', 'BusinessShortCode:')
    expect(exitCode).toBe(0)
    const [request] = app.received
    expect(request?.body.toString()).toContain('{"Name":"Amount","Value":7}')
    expect(request?.body.toString()).toContain('"MerchantRequestID":"m-1"')
    expect(request?.headers['x-test']).toBe('a: b')
    expect(request?.headers).not.toHaveProperty('businessshortcode')
  })

  it.skipIf(process.platform === 'win32')('lets the body be edited first, and sends what the editor left', async () => {
    const app = await startApp()
    const edit = (script: string, answers: readonly string[] = []) =>
      runCli(['simulate', id, '--edit'], {
        cwd: app.cwd,
        variables: { PATH: process.env.PATH ?? '', EDITOR: script },
        terminal: true,
        answers,
      })
    expect((await edit(`sed -i 's/"ResultCode": 0/"ResultCode": 1032/'`)).exitCode).toBe(0)
    expect(JSON.parse(String(app.received[0]?.body)).Body.stkCallback.ResultCode).toBe(1032)
    // What was not changed, or is no JSON any more, is not sent by itself.
    await edit('true')
    await edit(`printf '{' >`)
    expect((await edit('false')).exitCode).not.toBe(0)
    expect(app.received).toHaveLength(1)
  })

  it('does not call a success what is none any more', async () => {
    const app = await startApp()
    expect((await app.run(id)).stdout).toMatch(/^success \(ResultCode 0\)/)
    expect((await app.run(id, '--set', 'Amount=7')).stdout).toMatch(/^success \(ResultCode 0\)/)
    expect((await app.run(id, '--set', 'ResultCode=1')).stdout).toMatch(/^success, edited \(ResultCode 1\)/)
  })

  it('refuses a path that leads nowhere before anything is sent', async () => {
    const app = await startApp()
    expect((await app.run(id, '--set', 'Amout=7')).exitCode).toBe(2)
    expect(app.received).toEqual([])
  })

  it.each<[string, Buffer]>([
    ['text', Buffer.from('\uFEFF{"Body": {"stkCallback": {"CheckoutRequestID":"ws_CO_1","ResultCode":0}}}\r\n\n')],
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0x7b, 0xc3, 0x28])],
  ])('sends a file byte for byte: %s', async (_, bytes) => {
    const app = await startApp()
    const cwd = makeProject({ '.env': `${envFile()}PORT=${new URL(app.url).port}\n`, 'body.bin': bytes })
    const { exitCode } = await runCli(['simulate', '--raw', 'body.bin'], { cwd })
    expect(exitCode).toBe(0)
    expect(app.received[0]?.body).toEqual(bytes)
    const { stdout } = await runCli(['simulate', '--raw', 'body.bin', '--dry-run'], { cwd })
    const curl = stdout.slice(stdout.search(/^(?:curl -X|printf %s)/m))
    await promisify(execFile)('sh', ['-c', `${curl.trim()} --silent`])
    expect(app.received[1]?.body).toEqual(bytes)
  })

  it('sends what comes in with --raw -', async () => {
    const app = await startApp()
    const cli = await bundleCli()
    onTestFinished(() => cli.remove())
    const { child, ended } = cli.start(['simulate', '--raw', '-', '--url', app.url], {
      cwd: app.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stdin?.end('{"a": 1}\n')
    expect((await ended).code).toBe(0)
    expect(app.received[0]?.body.toString()).toBe('{"a": 1}\n')
  })

  it.each(['--scenario=cancelled', '--amount=5', '--set=a=1', '--edit'])('refuses %s beside --raw', async (option) => {
    const app = await startApp()
    const cwd = makeProject({ '.env': `${envFile()}PORT=${new URL(app.url).port}\n`, 'body.json': '{}' })
    expect((await runCli(['simulate', '--raw', 'body.json', option], { cwd })).exitCode).toBe(2)
    expect((await runCli(['simulate', '--raw', 'missing.json'], { cwd })).exitCode).toBe(2)
    expect(app.received).toEqual([])
  })
})

describe('--scenario all', () => {
  it('plays each scenario of the kind once, none of another country', async () => {
    const app = await startApp(200, '{"ResultCode":0}')
    const document = await app.runJson(id, '--scenario', 'all')
    expect(document.exitCode).toBe(0)
    const names = document.deliveries.map(({ scenario }) => scenario)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('operator')
    expect(names).not.toContain('ethiopia')
    expect(app.received).toHaveLength(names.length)
    expect(new Set(document.deliveries.map(({ request }) => request.body)).size).toBe(names.length)
  })

  it('names the scenario on which the app crashes', async () => {
    const app = await startApp(500, 'boom')
    const document = await app.runJson('ORD-7', '--kind', 'c2b', '--scenario', 'all')
    expect(document.verdict.rootCause).toBe('handler/crashes')
    expect(document.deliveries.length).toBeGreaterThan(3)
  })
})
