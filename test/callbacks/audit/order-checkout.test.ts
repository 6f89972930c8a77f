import { describe, expect, it } from 'vitest'
import { ordersFromCheckout } from '../../../src/callbacks/audit/order-checkout.ts'
import type { HttpExchange } from '../../../src/core/http-port.ts'

const timings = { connectMs: 1, tlsMs: null, firstByteMs: 1, totalMs: 2 }
const reply = (status: number, body = ''): HttpExchange =>
  ({
    kind: 'reply',
    status,
    statusText: '',
    headers: [],
    body,
    bodyBytes: body.length,
    end: 'length',
    timings,
  }) as never
const failure = (code: string): HttpExchange =>
  ({ kind: 'failure', phase: 'connect', code, systemCode: 'ECONNREFUSED', detail: '', timings }) as never
const never = new AbortController().signal

interface Scene {
  readonly answer: () => Promise<HttpExchange>
  readonly push?: (phone: string, signal: AbortSignal) => Promise<string>
}

function source({ answer, push = untilAborted }: Scene) {
  const bodies: string[] = []
  const made = ordersFromCheckout({
    url: 'http://127.0.0.1:5000/pay',
    body: '{"phone":"{phone}","amount":{amount},"again":"{phone}"}',
    limitMs: 1_000,
    http: {
      exchange(request) {
        bodies.push(String(request.body))
        return answer()
      },
    },
    clock: { sleep: async () => undefined },
    pushes: { url: 'http://127.0.0.1:8770', next: push },
    phone: () => '254710000001',
  })
  return { made, bodies }
}

function untilAborted(_: string, signal: AbortSignal): Promise<string> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

describe('an order from the checkout of the app', () => {
  it('is known as soon as its push is, before the app has answered', async () => {
    let answer: (exchange: HttpExchange) => void = () => undefined
    const { made, bodies } = source({
      answer: () => new Promise((resolve) => (answer = resolve)),
      push: async (phone) => `ws_CO_1${phone.slice(3)}`,
    })
    const order = await made.next(never)
    expect(order?.checkoutRequestId).toBe('ws_CO_1710000001')
    expect(bodies).toEqual(['{"phone":"254710000001","amount":10,"again":"254710000001"}'])
    answer(reply(200))
    await expect(order?.finished).resolves.toBeUndefined()
  })

  it.each<[string, Scene, string]>([
    ['the app asks for no prompt', { answer: async () => reply(200) }, 'checkout-no-push'],
    ['the app refuses', { answer: async () => reply(422, '{"error":"cart"}') }, 'checkout-failed'],
    ['the app crashes', { answer: async () => reply(500) }, 'checkout-failed'],
    ['the app is down', { answer: async () => failure('refused') }, 'checkout-failed'],
    ['the app is silent', { answer: async () => failure('timed-out') }, 'checkout-failed'],
  ])('cannot be made where %s', async (_, scene, code) => {
    await expect(source(scene).made.next(never)).rejects.toMatchObject({ code })
  })

  it('is not stored where the app answers with an error after its push', async () => {
    const { made } = source({ answer: async () => reply(500), push: async () => 'ws_CO_1' })
    const order = await made.next(never).catch((error: unknown) => error)
    const failed = order instanceof Error ? Promise.reject(order) : (order as { finished: Promise<void> }).finished
    await expect(failed).rejects.toMatchObject({ code: 'checkout-failed' })
  })
})
