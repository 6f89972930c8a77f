import { describe, expect, it } from 'vitest'
import { withControl } from '../../src/sandbox/control/answer-control.ts'
import { phone, startDaraja } from './daraja.ts'

type Daraja = ReturnType<typeof startDaraja>

const programs = { host: '127.0.0.1:8770', 'content-type': 'application/json' }

async function ask(
  daraja: Daraja,
  name: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = programs,
  method = 'POST',
) {
  const request = { method, target: `/_sandbox/${name}`, headers, body: body === undefined ? '' : JSON.stringify(body) }
  const answer = await withControl(daraja.core)(request, new AbortController().signal)
  if (answer === 'silence') throw new Error('there was no answer')
  return { status: answer.status, json: JSON.parse(answer.body) as Record<string, unknown> }
}

describe('the control of the local Daraja', () => {
  it('presses at a prompt, once', async () => {
    const daraja = startDaraja()
    expect((await ask(daraja, 'outcome', { rule: 'ask' })).status).toBe(200)
    const { CheckoutRequestID: checkoutRequestId } = JSON.parse((await daraja.push()).body)
    expect((await ask(daraja, 'press', { checkoutRequestId, press: '1234' })).status).toBe(200)
    expect((await ask(daraja, 'settled', {})).status).toBe(200)
    expect((await ask(daraja, 'press', { checkoutRequestId, press: 'cancel' })).status).toBe(409)
    const { json } = await ask(daraja, 'state', undefined, programs, 'GET')
    expect(json.payments).toMatchObject([{ from: phone, amount: 1 }])
    expect(JSON.stringify(json)).not.toContain('1234')
  })

  it('lets a customer pay, and waits for a callback', async () => {
    const daraja = startDaraja({ settings: { promptMs: 0 } })
    const paid = await ask(daraja, 'pay', { phone: '0708374149', shortcode: '600984', amount: 100, account: 'A1' })
    expect(paid.status).toBe(200)
    expect((await ask(daraja, 'pay', { phone: '0708374149', shortcode: '600984', amount: 0 })).status).toBe(409)
    expect(daraja.core.view().payments).toMatchObject([{ to: '600984', amount: 100, account: 'A1' }])
    expect((await ask(daraja, 'callback', { kind: 'stk', timeoutMs: 5 })).status).toBe(408)
    const waiting = ask(daraja, 'callback', { kind: 'stk', resultCode: 0 })
    const { CheckoutRequestID } = JSON.parse((await daraja.push()).body)
    await daraja.pass(1)
    expect(await waiting).toMatchObject({ status: 200, json: { reference: CheckoutRequestID } })
    expect((await ask(daraja, 'callback', { reference: CheckoutRequestID })).status).toBe(200)
  })

  it('changes rules, faults and phones', async () => {
    const daraja = startDaraja()
    await ask(daraja, 'fault', { fault: 'rate-limit' })
    await ask(daraja, 'phone', { phone: '0708374149', balance: 5, on: false })
    const { faults, phones } = daraja.core.view()
    expect(faults).toMatchObject([{ name: 'rate-limit' }])
    expect(phones).toMatchObject([{ phone, balance: 5, on: false }])
    await ask(daraja, 'fault', {})
    expect(daraja.core.view().faults).toEqual([])
  })

  it.each([
    ['outcome', { rule: 'canceld' }, 400],
    ['fault', { fault: 'slou' }, 400],
    ['press', { press: '1234' }, 400],
    ['press', { checkoutRequestId: 'ws_CO_1', press: 'maybe' }, 400],
    ['phone', { phone: '12' }, 409],
    ['phone', { phone: '0708374149', balance: -1 }, 409],
    ['nothing', {}, 404],
    ['press', [], 400],
  ])('refuses %s %j with %i', async (name, body, status) => {
    const answer = await ask(startDaraja(), name, body)
    expect([answer.status, typeof answer.json.refused]).toEqual([status, 'string'])
  })

  it.each([
    ['a page of another site', { ...programs, origin: 'https://evil.example' }, 403],
    ['a name that leads here', { ...programs, host: 'evil.example' }, 403],
    ['a form', { ...programs, 'content-type': 'text/plain' }, 415],
  ])('is not for %s', async (_, headers, status) => {
    const daraja = startDaraja()
    expect((await ask(daraja, 'fault', { fault: 'silent' }, headers)).status).toBe(status)
    expect(daraja.core.view().faults).toEqual([])
  })

  it('leaves everything else to Daraja', async () => {
    const daraja = startDaraja()
    const request = { method: 'GET', target: '/nowhere', headers: {}, body: '' }
    expect(await withControl(daraja.core)(request, new AbortController().signal)).toMatchObject({ status: 404 })
  })

  it.each(['toString', '__proto__', 'constructor'])('knows no question called %s', async (name) => {
    expect((await ask(startDaraja(), name, {})).status).toBe(404)
  })
})
