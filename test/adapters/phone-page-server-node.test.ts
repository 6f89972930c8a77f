import { describe, expect, it, onTestFinished } from 'vitest'
import { startPhonePageServer } from '../../src/adapters/phone-page-server-node.ts'
import { createPhonePageSource } from '../../src/cli/phone-page-source.ts'
import { parseRule } from '../../src/sandbox/outcomes/parse-rule.ts'
import type { PhonePageState } from '../../src/sandbox/phone-page/phone-page-api.ts'
import { ask, makePage, openStream } from '../helpers/inspector-client.ts'
import { phone, startDaraja } from '../sandbox/daraja.ts'

async function start() {
  const daraja = startDaraja({ rules: [parseRule('ask')] })
  const failures: unknown[] = []
  const source = createPhonePageSource({
    sandbox: daraja.core,
    sandboxUrl: 'http://127.0.0.1:8770',
    deliverTo: () => null,
    failed: (error) => void failures.push(error),
  })
  const server = await startPhonePageServer({ source, port: 0, orAnyOther: false, folder: makePage('phone') })
  onTestFinished(() => server.close())
  const { origin, pathname } = new URL(server.url)
  return {
    daraja,
    failures,
    base: pathname,
    get: (path: string) => ask(server.url, `${pathname}${path}`),
    post: (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      ask(server.url, `${pathname}${path}`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { Origin: origin, 'Content-Type': 'application/json', ...headers },
      }),
    server,
  }
}

async function openPrompt({ daraja }: Awaited<ReturnType<typeof start>>): Promise<string> {
  return JSON.parse((await daraja.push()).body).CheckoutRequestID
}

describe('the server of the phone page', () => {
  it('serves its files behind the token, and nothing without', async () => {
    const page = await start()
    for (const [path, type] of [
      ['', 'text/html'],
      ['phone.js', 'text/javascript'],
      ['phone.css', 'text/css'],
    ] as const)
      expect((await page.get(path)).headers['content-type']).toContain(type)
    for (const path of ['/', '/api/state', `/${'0'.repeat(48)}/api/state`])
      expect((await ask(page.server.url, path)).status).toBe(404)
    expect((await ask(page.server.url, `${page.base}api/state`, { headers: { Host: 'evil.example' } })).status).toBe(
      421,
    )
  })

  it('tells of the prompt and takes the PIN; nobody is told the PIN of the wallet but by the hint', async () => {
    const page = await start()
    const checkoutRequestId = await openPrompt(page)
    const before = JSON.parse((await page.get('api/state')).text) as PhonePageState
    expect(before.phones).toMatchObject([{ phone, prompt: { checkoutRequestId, amount: 1 } }])
    expect(await page.post('api/press', { checkoutRequestId, press: { pin: '1234' } })).toMatchObject({ status: 200 })
    await page.daraja.settled()
    const after = JSON.parse((await page.get('api/state')).text) as PhonePageState
    expect(after.phones).toMatchObject([{ prompt: null, balance: 99_999, messages: [{ from: 'MPESA' }] }])
    expect(after.callbacks).toMatchObject([{ reference: checkoutRequestId, resultCode: '0' }])
    expect(after.callbacks[0]).not.toHaveProperty('body')
    const detail = JSON.parse((await page.get('api/callbacks/1')).text)
    expect(detail.fields.map(({ path }: { path: string }) => path)).toContain('Body.stkCallback.ResultCode')
    expect(page.failures).toEqual([])
  })

  it.each([
    ['cancel', '1032'],
    ['ignore', '1037'],
    [{ pin: '0000' }, '2001'],
    [{ outcome: 'insufficient' }, '1'],
  ])('ends a prompt by %j with %s', async (press, resultCode) => {
    const page = await start()
    const checkoutRequestId = await openPrompt(page)
    await page.post('api/press', { checkoutRequestId, press })
    await page.daraja.settled()
    expect(page.daraja.core.view().callbacks).toMatchObject([{ resultCode }])
  })

  it('sets money and the switch, and pays from the menu', async () => {
    const page = await start()
    expect((await page.post('api/phone', { phone: '0711222333', balance: 500, on: false })).status).toBe(200)
    expect(page.daraja.core.view().phones).toMatchObject([{ phone: '254711222333', balance: 500, on: false }])
    const payment = { phone: '254711222333', shortcode: '600984', kind: 'till', amount: 20, account: '' }
    expect((await page.post('api/pay', payment)).status).toBe(200)
    await page.daraja.settled()
    expect(page.daraja.core.view().payments).toMatchObject([{ to: '600984', amount: 20 }])
  })

  it.each([
    ['api/press', { checkoutRequestId: 'ws_CO_none', press: 'cancel' }, 409],
    ['api/press', { checkoutRequestId: 7, press: 'cancel' }, 400],
    ['api/press', { checkoutRequestId: 'ws_CO_none', press: { pin: 'abcd' } }, 400],
    ['api/press', { checkoutRequestId: 'ws_CO_none', press: 'constructor' }, 400],
    ['api/press', null, 400],
    ['api/press', [], 400],
    ['api/phone', { phone: '0711222333', balance: -1 }, 409],
    ['api/phone', { phone: '0711222333', balance: '5' }, 400],
    ['api/phone', { phone: '0711222333', on: 1 }, 400],
    ['api/phone', { phone: 'nobody' }, 409],
    ['api/pay', { phone, shortcode: '1', kind: 'till', amount: 5, account: '' }, 409],
    ['api/pay', { phone, shortcode: '600984', kind: 'bank', amount: 5, account: '' }, 400],
    ['api/pay', '{', 400],
    ['api/pay', 'x'.repeat(70_000), 413],
    ['api/toString', {}, 404],
    ['api/state', {}, 405],
  ])('refuses %s with %j: %i', async (path, body, status) => {
    const page = await start()
    expect((await page.post(path, body)).status).toBe(status)
    expect(page.daraja.core.view().payments).toEqual([])
    expect(page.failures).toEqual([])
  })

  it.each([
    ['a form of another page', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ['another origin', { Origin: 'https://evil.example' }, 403],
    ['no origin', { Origin: '' }, 403],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ])('does nothing for %s', async (_, headers, status) => {
    const page = await start()
    expect((await page.post('api/phone', { phone, balance: 1 }, headers)).status).toBe(status)
    expect(page.daraja.core.view().phones).toEqual([])
  })

  it.each([
    ['GET', 'api/press', 405],
    ['GET', 'api/callbacks/9', 404],
    ['GET', 'api/callbacks/1e3', 404],
    ['GET', '../phone.js', 404],
    ['PUT', 'api/state', 405],
    ['HEAD', 'api/state', 200],
  ])('answers %s %s with %i', async (method, path, status) => {
    const page = await start()
    expect((await ask(page.server.url, `${page.base}${path}`, { method })).status).toBe(status)
  })

  it('says at once and after every change that the state is another one', async () => {
    const page = await start()
    const stream = await openStream(page.server.url, `${page.base}api/stream`)
    await stream.until('event: changed')
    page.daraja.core.setPhone('0711222333', { balance: 5 })
    await stream.until('event: changed\ndata: \n\nevent: changed')
    stream.close()
  })
})
