import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makePassword } from '../../src/daraja/password.ts'
import { sandboxPasskey } from '../../src/sandbox/stk/credentials.ts'
import { createSandbox } from '../../src/sandbox-library/create-sandbox.ts'
import { freePort } from '../helpers/hostile-server.ts'
import { envFile, makeProject, runCli } from '../helpers/run-cli.ts'

const timestamp = '20261124080000'

/** Asks the API at `base` for a prompt when somebody pays, and takes every callback. */
async function startShop(base: string, { silent = false } = {}) {
  const made: string[] = []
  const called: string[] = []
  const app = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    if (request.url === '/callback') {
      called.push(body)
      response.end('{"ResultCode":0}')
      return
    }
    if (silent) {
      response.end('{}')
      return
    }
    const { phone, amount } = JSON.parse(body) as { phone: string; amount: number }
    const granted = await fetch(`${base}/oauth/v1/generate?grant_type=client_credentials`, {
      headers: { Authorization: `Basic ${btoa('consumer-key:consumer-secret')}` },
    })
    const { access_token: token } = (await granted.json()) as { access_token: string }
    const pushed = await fetch(`${base}/mpesa/stkpush/v1/processrequest`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        BusinessShortCode: '174379',
        Password: makePassword('174379', sandboxPasskey, timestamp),
        Timestamp: timestamp,
        TransactionType: 'CustomerPayBillOnline',
        Amount: amount,
        PartyA: phone,
        PartyB: '174379',
        PhoneNumber: phone,
        CallBackURL: `http://127.0.0.1:${(app.address() as AddressInfo).port}/callback`,
        AccountReference: 'A1',
        TransactionDesc: 'x',
      }),
    })
    made.push(((await pushed.json()) as { CheckoutRequestID: string }).CheckoutRequestID)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(app, 'listening')
  onTestFinished(() => {
    app.closeAllConnections()
    app.close()
  })
  return { url: `http://127.0.0.1:${(app.address() as AddressInfo).port}`, made, called }
}

async function audit(shop: { readonly url: string }, port: number, ...words: readonly string[]) {
  const cwd = makeProject({ '.env': envFile({ MPESA_CALLBACK_URL: 'https://duka.co.ke/callback' }) })
  const argv = ['simulate', '--audit', '--app-url', shop.url, '--no-verify', '--settle', '10ms', '--json']
  return runCli([...argv, '--checkout', '/pay', '--daraja-port', String(port), ...words], { cwd })
}

describe('simulate --audit --checkout', () => {
  it('plays on orders that the app makes itself, with the ids that the local Daraja gave', async () => {
    const port = await freePort()
    const shop = await startShop(`http://127.0.0.1:${port}`)
    const { stdout } = await audit(shop, port)
    expect(shop.made.length).toBeGreaterThan(5)
    expect(new Set(shop.made).size).toBe(shop.made.length)
    const played = new Set(shop.called.flatMap((body) => /ws_CO_\d+/.exec(body) ?? []))
    expect(shop.made.filter((id) => played.has(id)).length).toBeGreaterThan(5)
    expect(JSON.parse(stdout)).toHaveProperty('audit.score')
    // The port is free again.
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
  })

  it('uses a sandbox that runs there, if that one keeps its callbacks', async () => {
    const sandbox = await createSandbox({ callbackMs: 60_000 })
    onTestFinished(() => sandbox.close())
    const shop = await startShop(sandbox.url)
    const port = Number(new URL(sandbox.url).port)
    expect((await audit(shop, port)).exitCode).toBe(2)
    sandbox.fault('callback-lost')
    await audit(shop, port)
    expect(shop.made.length).toBeGreaterThan(5)
  })

  it('says what to do where the app asks somebody else for its prompts', async () => {
    const port = await freePort()
    const { exitCode, stderr } = await audit(await startShop('', { silent: true }), port)
    expect(exitCode).toBe(3)
    expect(stderr).toContain(`http://127.0.0.1:${port}`)
  })

  it.each([
    ['https://duka.co.ke/pay', 2],
    ['http://10.0.0.1/pay', 2],
    ['ftp://127.0.0.1/pay', 2],
  ])('makes no order at %s', async (checkout, expected) => {
    const { exitCode } = await audit(await startShop(''), await freePort(), '--checkout', checkout)
    expect(exitCode).toBe(expected)
  })
})
