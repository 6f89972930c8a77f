import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makePassword } from '../../src/daraja/password.ts'
import { sandboxPasskey } from '../../src/sandbox/stk/credentials.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { makePage } from '../helpers/inspector-client.ts'
import { startReceiver } from '../helpers/recorded-events.ts'
import { type CliOptions, envFile, makeProject, runCli } from '../helpers/run-cli.ts'
import { linesOf } from '../helpers/tunnel-run.ts'

/** Runs the command until `use` is through; it gets the URL of the local Daraja. */
async function whileRunning(
  words: readonly string[],
  use: (url: string, page: Promise<string>) => Promise<void>,
  options: CliOptions = {},
): Promise<{ readonly exitCode: number; readonly lines: readonly Record<string, unknown>[] }> {
  let stop: (name: string) => void = () => undefined
  let ready: (url: string) => void = () => undefined
  const url = new Promise<string>((resolve) => {
    ready = resolve
  })
  let served: (url: string) => void = () => undefined
  const page = new Promise<string>((resolve) => {
    served = resolve
  })
  const running = runCli(['sandbox', '--json', '--after', '10ms', ...words], {
    ...options,
    onReady: (signal) => {
      stop = signal
    },
    onWrite: (stream, text) => {
      const found = /"sandbox.ready","url":"([^"]+)"/.exec(text)?.[1]
      if (stream === 'stdout' && found !== undefined) ready(found)
      const pageUrl = /"ui.ready","url":"([^"]+)"/.exec(text)?.[1]
      if (stream === 'stdout' && pageUrl !== undefined) served(pageUrl)
    },
  })
  try {
    await use(await Promise.race([url, running.then(({ stderr }) => Promise.reject(new Error(stderr)))]), page)
  } finally {
    stop('SIGINT')
  }
  const result = await running
  return { exitCode: result.exitCode, lines: linesOf(result) }
}

async function push(url: string, callbackUrl: string): Promise<Response> {
  const granted = await fetch(`${url}/oauth/v1/generate?grant_type=client_credentials`, {
    headers: { Authorization: `Basic ${btoa('key:secret')}` },
  })
  const { access_token: token } = (await granted.json()) as { access_token: string }
  const timestamp = '20261124080000'
  return fetch(`${url}/mpesa/stkpush/v1/processrequest`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      BusinessShortCode: '174379',
      Password: makePassword('174379', sandboxPasskey, timestamp),
      Timestamp: timestamp,
      TransactionType: 'CustomerPayBillOnline',
      Amount: 20,
      PartyA: '254708374149',
      PartyB: '174379',
      PhoneNumber: '254708374149',
      CallBackURL: callbackUrl,
      AccountReference: 'DUKA-1',
      TransactionDesc: 'order',
    }),
  })
}

describe('sandbox', () => {
  it('takes a push, and its callback comes to the app on this machine under the path that was named', async () => {
    const app = await startReceiver()
    const { exitCode, lines } = await whileRunning(['--deliver-to', app.url], async (url) => {
      expect((await push(url, 'https://gone.ngrok-free.app/api/cb?order=7')).status).toBe(200)
      await expect.poll(() => app.received.length).toBe(1)
    })
    expect(exitCode).toBe(0)
    expect(app.received[0]?.target).toBe('/api/cb?order=7')
    expect(lines.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'sandbox.ready',
        'sandbox.call',
        'sandbox.prompt',
        'sandbox.payment',
        'sandbox.callback',
      ]),
    )
    // Phone numbers are hidden here as everywhere.
    expect(JSON.stringify(lines)).not.toContain('254708374149')
  })

  it('ends as a rule says, and goes wrong as a fault says', async () => {
    const app = await startReceiver()
    await whileRunning(['--lenient', '--outcome', 'amount=20:cancelled', '--fault', 'callback-twice'], async (url) => {
      await push(url, `${app.url}/cb`)
      await expect.poll(() => app.received.length).toBe(2)
    })
    expect(app.received.map(({ body }) => JSON.parse(String(body)).Body.stkCallback.ResultCode)).toEqual([1032, 1032])
  })

  it('asks the person at the phone page', async () => {
    const app = await startReceiver()
    const { lines } = await whileRunning(
      ['--ui', '--ui-port', '0', '--deliver-to', app.url],
      async (url, page) => {
        const { CheckoutRequestID: checkoutRequestId } = (await (await push(url, 'https://duka.co.ke/cb')).json()) as {
          CheckoutRequestID: string
        }
        const pageUrl = await page
        const body = JSON.stringify({ checkoutRequestId, press: { pin: '1234' } })
        const headers = { 'Content-Type': 'application/json', Origin: new URL(pageUrl).origin }
        expect((await fetch(`${pageUrl}api/press`, { method: 'POST', headers, body })).status).toBe(200)
        await expect.poll(() => app.received.length).toBe(1)
      },
      { page: makePage('phone') },
    )
    expect(JSON.parse(String(app.received[0]?.body)).Body.stkCallback.ResultCode).toBe(0)
    expect(lines.map(({ type }) => type)).toContain('ui.ready')
  })

  it('goes on with the money of the last run where its state is kept', async () => {
    const cwd = makeProject({ '.env': envFile() })
    const app = await startReceiver()
    const words = ['--deliver-to', app.url, '--state', 'duka.json']
    const pay = () =>
      whileRunning(
        words,
        async (url) => {
          const seen = app.received.length
          expect((await push(url, 'https://duka.co.ke/cb')).status).toBe(200)
          await expect.poll(() => app.received.length).toBe(seen + 1)
        },
        { cwd },
      )
    await pay()
    const state = () => JSON.parse(readFileSync(join(cwd, 'duka.json'), 'utf8'))
    expect(statSync(join(cwd, 'duka.json')).mode & 0o777).toBe(0o600)
    expect([state().payments.length, state().wallets[0].balance]).toEqual([1, 99_980])
    await pay()
    // The same amount again within two minutes is refused, and that is known too.
    expect([state().payments.length, state().pushes.length]).toEqual([1, 2])
  })

  it('reads rules from a file, behind those of the command line', async () => {
    const cwd = makeProject({
      '.env': envFile(),
      'duka.rules': '# who pays\r\n\r\namount=20:cancelled  # never\r\n1037\r\n',
    })
    const app = await startReceiver()
    const words = ['--deliver-to', app.url, '--rules', 'duka.rules']
    const pay = async (url: string) => {
      const seen = app.received.length
      await push(url, 'https://duka.co.ke/cb')
      await expect.poll(() => app.received.length).toBe(seen + 1)
    }
    await whileRunning(words, pay, { cwd })
    await whileRunning([...words, '--outcome', 'insufficient'], pay, { cwd })
    expect(app.received.map(({ body }) => JSON.parse(String(body)).Body.stkCallback.ResultCode)).toEqual([1032, 1])
  })

  it.each([
    ['none.rules', ['none.rules', 'ENOENT']],
    ['bad.rules', ['bad.rules:2', 'cancelled']],
  ])('does not begin with rules that cannot be read: %s', async (file, said) => {
    const cwd = makeProject({ '.env': envFile(), 'bad.rules': 'success\ncanceld\n' })
    const { exitCode, stderr } = await runCli(['sandbox', '--rules', file], { cwd })
    expect(exitCode).toBe(2)
    for (const text of said) expect(stderr).toContain(text)
  })

  it.each([
    [
      'wallets[0].balance',
      { wallets: [{ phone: '254708374149', name: 'A', balance: '5', on: true, pin: '1', messages: [] }] },
    ],
    ['payments[0]', { payments: [null] }],
    ['originators[1]', { originators: ['a', 1] }],
    ['pushes', { pushes: {} }],
  ])('leaves a state alone whose %s is broken', async (place, change) => {
    const empty = { wallets: [], accounts: [], payments: [], pushes: [], c2bUrls: [], originators: [] }
    const text = JSON.stringify({ version: 1, ...empty, billCallbackUrl: null, ...change })
    const cwd = makeProject({ '.env': envFile(), 'duka.json': text })
    const { exitCode, stderr } = await runCli(['sandbox', '--state', 'duka.json'], { cwd })
    expect(exitCode).toBe(2)
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(place)
    expect(readFileSync(join(cwd, 'duka.json'), 'utf8')).toBe(text)
  })

  it('takes one query in twelve seconds where Safaricom does', async () => {
    await whileRunning(['--query-limit'], async (url) => {
      const pushed = await push(url, 'https://duka.co.ke/cb')
      const { CheckoutRequestID } = (await pushed.json()) as { CheckoutRequestID: string }
      const granted = await fetch(`${url}/oauth/v1/generate?grant_type=client_credentials`, {
        headers: { Authorization: `Basic ${btoa('key:secret')}` },
      })
      const { access_token: token } = (await granted.json()) as { access_token: string }
      const query = () =>
        fetch(`${url}/mpesa/stkpushquery/v1/query`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
          body: JSON.stringify({
            BusinessShortCode: '174379',
            Password: makePassword('174379', sandboxPasskey, '20261124080000'),
            Timestamp: '20261124080000',
            CheckoutRequestID,
          }),
        })
      expect([(await query()).status, (await query()).status]).toEqual([200, 429])
    })
  })

  it('leaves a file alone that is no state', async () => {
    const cwd = makeProject({ '.env': envFile(), 'notes.json': '{"version":1}' })
    expect((await runCli(['sandbox', '--state', 'notes.json'], { cwd })).exitCode).toBe(2)
    expect(readFileSync(join(cwd, 'notes.json'), 'utf8')).toBe('{"version":1}')
  })

  it('does not begin on a port that is taken and was named', async () => {
    const port = await freePort()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const result = await runCli(['sandbox', '--port', String(port)])
    server.close()
    expect(result.exitCode).toBe(5)
  })

  it.each([
    [['--outcome', 'canceld'], 'cancelled'],
    [['--outcome', 'color=red:cancelled'], 'phone='],
    [['--fault', 'slou'], 'slow'],
    [['--fault', 'callback-lost=5s'], 'no length'],
    [['--deliver-to', 'localhost:5000'], 'http'],
  ])('%j is exit 2 and says what is meant', async (words, said) => {
    const { exitCode, stderr } = await runCli(['sandbox', ...words])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(said)
  })

  it('lists what can go wrong', async () => {
    const { stdout, exitCode } = await runCli(['sandbox', '--list-faults'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('callback-before-answer')
  })
})
