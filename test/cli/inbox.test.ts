import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type CliResult, envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const success = JSON.stringify({
  Body: {
    stkCallback: {
      MerchantRequestID: '29115-34620561-1',
      CheckoutRequestID: 'ws_CO_061020261419531708374149',
      ResultCode: 0,
      ResultDesc: 'The service request is processed successfully.',
      CallbackMetadata: {
        Item: [
          { Name: 'Amount', Value: 1500 },
          { Name: 'MpesaReceiptNumber', Value: 'UJ6E59176X' },
          { Name: 'Balance' },
          { Name: 'TransactionDate', Value: 20261006141953 },
          { Name: 'PhoneNumber', Value: 254708374149 },
        ],
      },
    },
  },
})

interface App {
  readonly url: string
  readonly bodies: string[]
  close(): Promise<void>
}

async function startApp(status = 200, body = '{"ResultCode":0}', port = 0): Promise<App> {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    bodies.push(text)
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  onTestFinished(() => close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, close }
}

async function freePort(): Promise<number> {
  const app = await startApp()
  await app.close()
  return Number(new URL(app.url).port)
}

function place(extra: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'mpesa-doctor-home-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return { cwd: makeProject({ '.env': envFile(extra) }), variables: { HOME: home } }
}

/** Runs `listen` while the work is done, then ends it as Ctrl-C does. */
async function whileListening(
  argv: readonly string[],
  { cwd, variables }: ReturnType<typeof place>,
  work: (url: string) => Promise<void>,
): Promise<CliResult> {
  const port = await freePort()
  let interrupt: (name: string) => void = () => undefined
  let isReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })
  const ended = runCli(['listen', String(port), ...argv], {
    cwd,
    variables,
    onReady: (signal) => {
      interrupt = signal
    },
    onWrite: (_, text) => {
      if (text.includes('Ready.')) isReady()
    },
  })
  await Promise.race([ready, ended])
  await work(`http://127.0.0.1:${port}`)
  interrupt('SIGINT')
  return ended
}

const send = (url: string, body = success) =>
  fetch(`${url}/api/payments/callback?shop=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json;charset=UTF-8', 'x-forwarded-for': '196.201.214.200' },
    body,
  })

describe('recorded callbacks', () => {
  it('are handed on, shown each way, listed, and can be sent again as they came', async () => {
    const app = await startApp()
    const where = place()
    const shown = await whileListening(['--forward', app.url], where, async (url) => {
      expect((await send(url)).status).toBe(200)
    })
    expect(shown.exitCode).toBe(0)
    expect(shown.stdout).toMatch(
      /^\d\d:\d\d:\d\d --> POST \/api\/payments\/callback\?shop=1 stk 0 "processed" KES 1500 \[ws_CO_061020261419531708\*\*\*149\] {2}from Safaricom \(196\.201\.214\.200\)$/m,
    )
    expect(shown.stdout).toMatch(/^\d\d:\d\d:\d\d <-- 200 \d+ ms {2}#1$/m)
    expect(app.bodies.at(-1)).toBe(success)

    const listed = await runCli(['events', '--kind', 'stk', '--json'], where)
    const [line = ''] = listed.stdout.trim().split('\n')
    expect(JSON.parse(line)).toMatchObject({
      type: 'event',
      number: 1,
      message: { kind: 'stk', resultCode: '0', amount: 1500, receipt: 'UJ6E59176X', phone: '254708***149' },
      answer: { status: 200 },
    })

    const replayed = await runCli(['replay', 'last', '--app-url', app.url, '--times', '2'], where)
    expect(replayed.exitCode).toBe(0)
    expect(app.bodies.slice(-2)).toEqual([success, success])
  })

  it('are masked in the files, and these are for their owner only', async () => {
    const app = await startApp()
    const where = place()
    await whileListening(['--forward', app.url], where, async (url) => void (await send(url)))
    const folder = join(where.cwd, '.mpesa-doctor', 'inbox')
    const text = readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
    expect(text).toContain('UJ6E59176X')
    expect(text).not.toContain('708374149')
    const key = join(where.variables.HOME, '.config', 'mpesa-doctor', 'inbox.key')
    if (process.platform !== 'win32') expect(statSync(key).mode & 0o777).toBe(0o600)
    rmSync(key)
    expect((await runCli(['replay', 'last', '--app-url', app.url], where)).exitCode).toBe(2)
  })

  it('are kept while the app is down, and delivered later', async () => {
    const port = await freePort()
    const where = place({ PORT: String(port) })
    const shown = await whileListening([], where, async (url) => {
      expect((await send(url)).status).toBe(503)
    })
    expect(shown.stdout).toContain('503 the app does not run; kept for replay')
    const app = await startApp(200, 'ok', port)
    expect((await runCli(['replay', 'last'], where)).exitCode).toBe(0)
    expect(app.bodies).toEqual([success])
  })

  it('bring the faults of the answer to light at once', async () => {
    const app = await startApp(419, '<title>Page Expired</title>')
    const shown = await whileListening(['--forward', app.url], place(), async (url) => void (await send(url)))
    expect(shown.stderr).toContain('app/csrf-rejected')
  })

  it('can be chosen by what they are and what became of them', async () => {
    const app = await startApp(500, 'oops')
    const where = place()
    await whileListening(['--forward', app.url], where, async (url) => {
      await send(url)
      await send(url, '{"a":1}')
    })
    const numbers = async (...argv: string[]) =>
      (await runCli(['events', '--json', ...argv], where)).stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { number: number }).number)
    expect(await numbers()).toEqual([1, 2])
    expect(await numbers('--kind', 'stk')).toEqual([1])
    expect(await numbers('--kind', 'unknown', '--status', '5xx', '--limit', '1')).toEqual([2])
    expect(await numbers('--id', 'UJ6E')).toEqual([1])
    expect(await numbers('--status', '200')).toEqual([])
    expect((await runCli(['events', '--kind', 'stkk'], where)).exitCode).toBe(2)
  })

  it('can be exported, masked unless that is refused', async () => {
    const app = await startApp()
    const where = place()
    await whileListening(['--forward', app.url], where, async (url) => void (await send(url)))
    const har = JSON.parse((await runCli(['events', 'export', '--har'], where)).stdout) as {
      log: { entries: { request: { method: string; postData?: { text: string } } }[] }
    }
    expect(har.log.entries.map(({ request }) => request.method)).toEqual(['POST'])
    expect(har.log.entries[0]?.request.postData?.text).not.toContain('708374149')
    const raw = (await runCli(['events', 'export', '--curl', '--raw', '--kind', 'stk'], where)).stdout
    expect(raw).toContain('ws_CO_061020261419531708374149')
    expect(raw).toMatch(/^curl -X POST 'http:\/\/127\.0\.0\.1\/api\/payments\/callback\?shop=1' /)
  })

  it('are not there where nothing was recorded', async () => {
    const where = place()
    expect(await runCli(['events'], where)).toMatchObject({ exitCode: 0, stdout: '' })
    expect((await runCli(['replay', 'last'], where)).exitCode).toBe(2)
  })

  it('are not sent again in production', async () => {
    const app = await startApp()
    const where = place({ MPESA_ENVIRONMENT: 'production' })
    await whileListening(['--forward', app.url], where, async (url) => void (await send(url)))
    expect((await runCli(['replay', 'last', '--app-url', app.url], where)).exitCode).toBe(2)
    expect(app.bodies.filter(Boolean)).toHaveLength(1)
  })

  it('belong to one listener at a time, and a taken port says so', async () => {
    const app = await startApp()
    const where = place()
    await whileListening(['--forward', app.url], where, async () => {
      const port = String(await freePort())
      expect((await runCli(['listen', port, '--forward', app.url], where)).exitCode).toBe(5)
    })
    expect((await runCli(['listen', new URL(app.url).port, '--forward', app.url], where)).exitCode).toBe(5)
  })

  it.each([
    [['listen', 'x']],
    [['listen']],
    [['listen', '--forward', 'localhost']],
    [['events', 'imprt']],
    [['events', '--status', '2000']],
    [['replay']],
  ])('want %j said properly', async (argv) => {
    expect((await runCli(argv, place())).exitCode).toBe(2)
  })
})
