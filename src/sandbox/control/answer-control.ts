import type { JsonObject, JsonValue } from '../../core/json.ts'
import { jsonReply } from '../error-replies.ts'
import type { SandboxAnswer, SandboxReply, SandboxRequest } from '../exchange.ts'
import { parseFault } from '../faults/faults.ts'
import { parseRule, RuleError } from '../outcomes/parse-rule.ts'
import type { PhonePress, Sandbox, SandboxRefusal } from '../sandbox.ts'
import { waitForCallback } from '../wait-for-callback.ts'

/*
 * What tests in other languages and the person at the prompt ask of the local Daraja, on the same port:
 *
 *   GET  /_sandbox/state
 *   POST /_sandbox/press     {"checkoutRequestId": "ws_CO_…", "press": "1234" | "cancel" | "ignore"}
 *   POST /_sandbox/outcome   {"rule": "amount=13:cancelled*1"}; without a rule all are forgotten
 *   POST /_sandbox/fault     {"fault": "slow=3s"}; without one all end
 *   POST /_sandbox/phone     {"phone": "0708374149", "balance": 0, "on": true}
 *   POST /_sandbox/pay       {"phone": "0708374149", "shortcode": "600984", "amount": 100, "account": "ORD-1"}; a till without account
 *   POST /_sandbox/callback  {"reference": "ws_CO_…", "timeoutMs": 5000}: answers with the callback once the app has answered it
 *   POST /_sandbox/settled   {"timeoutMs": 5000}: answers once every payment has its result and every callback its answer
 */
const prefix = '/_sandbox/'
const defaultWaitMs = 5_000
const longestWaitMs = 120_000

/** Answers what is for the sandbox itself, and leaves everything else to Daraja. */
export function withControl(sandbox: Sandbox): Sandbox['answer'] {
  return (request, signal) =>
    request.target.startsWith(prefix) ? answerControl(request, sandbox, signal) : sandbox.answer(request, signal)
}

async function answerControl(request: SandboxRequest, sandbox: Sandbox, signal: AbortSignal): Promise<SandboxAnswer> {
  // Pages in a browser can send requests here, under names that lead here; programs send neither.
  if (!isLoopback(request.headers.host) || request.headers.origin !== undefined)
    return refuse(403, 'only programs on this machine may ask this')
  const name = request.target.slice(prefix.length).split('?')[0] ?? ''
  if (request.method === 'GET' && name === 'state') return jsonReply(200, { ...sandbox.view() })
  if (name === 'callback' && request.method === 'POST') return answerCallback(request, sandbox, signal)
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action === undefined) return refuse(404, `no such question; one of: state, ${Object.keys(actions).join(', ')}`)
  if (request.method !== 'POST') return refuse(405, 'send it with POST')
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return refuse(415, 'send it as application/json')
  const body = parse(request.body)
  if (body === undefined) return refuse(400, 'the body is no JSON object')
  try {
    const refusal = await action(body, sandbox, signal)
    return refusal === undefined ? jsonReply(200, { done: true }) : refuse(409, refusal.refused)
  } catch (error) {
    if (error instanceof RuleError) return refuse(400, error.message)
    if (error instanceof Error && error.name === 'TimeoutError') return refuse(408, 'something still goes on')
    throw error
  }
}

async function answerCallback(request: SandboxRequest, sandbox: Sandbox, signal: AbortSignal): Promise<SandboxReply> {
  const { kind, reference, resultCode, timeoutMs } = parse(request.body) ?? {}
  const wanted = {
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof reference === 'string' ? { reference } : {}),
    ...(typeof resultCode === 'string' || typeof resultCode === 'number' ? { resultCode } : {}),
  }
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(limitOf(timeoutMs))])
    return jsonReply(200, { ...(await waitForCallback(sandbox, wanted, limit)) })
  } catch {
    return refuse(408, 'there was no such callback in time')
  }
}

function limitOf(timeoutMs: JsonValue | undefined): number {
  return typeof timeoutMs === 'number' && timeoutMs > 0 ? Math.min(timeoutMs, longestWaitMs) : defaultWaitMs
}

type Action = (
  body: JsonObject,
  sandbox: Sandbox,
  signal: AbortSignal,
) => SandboxRefusal | undefined | Promise<SandboxRefusal | undefined>

const actions: Readonly<Record<string, Action>> = {
  press: ({ checkoutRequestId, press }, sandbox) =>
    sandbox.press(textOf(checkoutRequestId, 'checkoutRequestId'), toPress(textOf(press, 'press'))),
  outcome({ rule }, sandbox) {
    if (rule !== undefined) return sandbox.addRule(parseRule(textOf(rule, 'rule')))
    sandbox.clearRules()
    return undefined
  },
  fault({ fault }, sandbox) {
    if (fault === undefined) sandbox.clearFault('all')
    else sandbox.setFault(parseFault(textOf(fault, 'fault')))
    return undefined
  },
  phone: ({ phone, balance, on }, sandbox) =>
    sandbox.setPhone(textOf(phone, 'phone'), {
      ...(typeof balance === 'number' ? { balance } : {}),
      ...(typeof on === 'boolean' ? { on } : {}),
    }),
  pay: ({ phone, shortcode, amount, account }, sandbox) =>
    sandbox.pay({
      phone: textOf(phone, 'phone'),
      shortcode: textOf(shortcode, 'shortcode'),
      kind: account === undefined ? 'till' : 'paybill',
      amount: typeof amount === 'number' ? amount : Number.NaN,
      account: account === undefined ? '' : textOf(account, 'account'),
    }),
  async settled({ timeoutMs }, sandbox, signal) {
    await sandbox.settled(AbortSignal.any([signal, AbortSignal.timeout(limitOf(timeoutMs))]))
    return undefined
  },
}

function toPress(text: string): PhonePress {
  if (text === 'cancel' || text === 'ignore') return { kind: text }
  if (/^\d{4}$/.test(text)) return { kind: 'pin', pin: text }
  throw new RuleError('`press` is a PIN of four digits, `cancel` or `ignore`')
}

function textOf(value: JsonValue | undefined, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new RuleError(`\`${name}\` is missing`)
}

function isLoopback(host: string | undefined): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(host ?? '')
}

function parse(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text === '' ? '{}' : text) as JsonValue
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

function refuse(status: number, refused: string): SandboxReply {
  return jsonReply(status, { refused })
}
