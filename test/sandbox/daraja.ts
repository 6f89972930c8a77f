import { createHash } from 'node:crypto'
import { makePassword } from '../../src/daraja/password.ts'
import { createSandboxCore, type SandboxParts } from '../../src/sandbox/create-sandbox-core.ts'
import type { SandboxReply } from '../../src/sandbox/exchange.ts'
import { parseFault } from '../../src/sandbox/faults/faults.ts'
import { sandboxPasskey } from '../../src/sandbox/stk/credentials.ts'
import type { SandboxSettings } from '../../src/sandbox/world.ts'
import { fakeClock } from '../helpers/fake-ports.ts'

export const phone = '254708374149'
export const timestamp = '20261124080000'

export type Change = Partial<Omit<SandboxParts, 'settings'>> & { readonly settings?: Partial<SandboxSettings> }

/** A Daraja without sockets, on a clock that stands still until the test moves it. */
export function startDaraja(change: Change = {}) {
  const clock = fakeClock(new Date('2026-11-24T05:00:00Z'))
  const sent: {
    readonly url: string
    readonly headers: readonly (readonly [string, string])[]
    readonly body: string
  }[] = []
  let count = 0
  const core = createSandboxCore({
    clock,
    random: {
      hex(digits) {
        let text = ''
        while (text.length < digits) text += createHash('sha256').update(String(++count)).digest('hex')
        return text.slice(0, digits)
      },
    },
    digest: {
      short: (text) => createHash('sha256').update(text).digest('hex').slice(0, 8),
      sha256: (text) => createHash('sha256').update(text).digest('hex'),
    },
    sender: {
      async post(url, headers, body) {
        sent.push({ url, headers, body })
        return { kind: 'answered', status: 200, ms: 1, body: '' }
      },
      close: async () => undefined,
    },
    rules: [],
    faults: [],
    standardOutcome: 'success',
    deliverTo: () => null,
    state: null,
    ...change,
    settings: {
      lenient: false,
      consumer: null,
      passkeys: {},
      twoMinuteRule: true,
      promptMs: 1_000,
      patienceMs: 60_000,
      resultMs: 1_000,
      validationMs: 8_000,
      ...change.settings,
    },
  })
  const never = new AbortController().signal

  async function send(
    method: string,
    target: string,
    headers: Readonly<Record<string, string>> = {},
    body = '',
  ): Promise<SandboxReply> {
    const answer = await core.answer({ method, target, headers, body }, never)
    if (answer === 'silence') throw new Error('there was no answer')
    return answer
  }

  async function grant(): Promise<string> {
    const { body } = await send('GET', '/oauth/v1/generate?grant_type=client_credentials', {
      authorization: `Basic ${btoa('key:secret')}`,
    })
    return JSON.parse(body).access_token
  }

  let token: Promise<string> | undefined
  async function post(path: string, body: unknown): Promise<SandboxReply> {
    token ??= grant()
    const headers = { authorization: `Bearer ${await token}`, 'content-type': 'application/json' }
    return send('POST', path, headers, JSON.stringify(body))
  }

  return {
    core,
    clock,
    sent,
    send,
    grant,
    post,
    push: (fields: Readonly<Record<string, unknown>> = {}) => post(pushPath, pushFields(fields)),
    query: (id: unknown, fields: Readonly<Record<string, unknown>> = {}) =>
      post(queryPath, { ...signed, CheckoutRequestID: id, ...fields }),
    fault: (text: string) => core.setFault(parseFault(text)),
    /** Moves the clock, and lets go on what waited for it. */
    async pass(ms: number) {
      clock.advance(ms)
      await new Promise((resolve) => setImmediate(resolve))
    },
    settled: () => core.settled(AbortSignal.timeout(5_000)),
  }
}

export const pushPath = '/mpesa/stkpush/v1/processrequest'
export const queryPath = '/mpesa/stkpushquery/v1/query'

const signed = {
  BusinessShortCode: 174379,
  Password: makePassword('174379', sandboxPasskey, timestamp),
  Timestamp: timestamp,
}

export function pushFields(change: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    ...signed,
    TransactionType: 'CustomerPayBillOnline',
    Amount: '1',
    PartyA: phone,
    PartyB: '174379',
    PhoneNumber: phone,
    CallBackURL: 'https://pay.duka.co.ke/daraja/7f3',
    AccountReference: 'accountref',
    TransactionDesc: 'txndesc',
    ...change,
  }
}
