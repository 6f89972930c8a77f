import { systemClock } from '../adapters/clock-system.ts'
import { systemDigest } from '../adapters/digest-crypto.ts'
import { cryptoRandom } from '../adapters/random-crypto.ts'
import { createCallbackSender } from '../adapters/sandbox-sender-undici.ts'
import { startSandboxServer } from '../adapters/sandbox-server-node.ts'
import { normalisePhoneNumber } from '../daraja/phone-number.ts'
import { withControl } from '../sandbox/control/answer-control.ts'
import { createSandboxCore, type SandboxCore } from '../sandbox/create-sandbox-core.ts'
import { parseFault } from '../sandbox/faults/faults.ts'
import { parseOutcome, parseRule } from '../sandbox/outcomes/parse-rule.ts'
import type { Phone, PhonePress, Sandbox, SandboxEvent, SandboxRefusal } from '../sandbox/sandbox.ts'
import { sandboxPasskey, sandboxShortcode } from '../sandbox/stk/credentials.ts'
import { waitForCallback } from '../sandbox/wait-for-callback.ts'
import type {
  CallbackFilter,
  createSandbox as declared,
  LocalDaraja,
  SandboxCallback,
  SandboxOptions,
  SandboxPrompt,
  WaitOptions,
} from './public.ts'

const defaultWaitMs = 5_000
const wrongPin = 'wrong'

export const createSandbox: typeof declared = async (options: SandboxOptions = {}): Promise<LocalDaraja> => {
  const { consumerKey = 'consumer-key', consumerSecret = 'consumer-secret', deliverTo = null } = options
  const create = (): SandboxCore =>
    createSandboxCore({
      clock: systemClock,
      random: cryptoRandom,
      digest: systemDigest,
      sender: createCallbackSender(),
      settings: {
        lenient: options.lenient ?? true,
        consumer: { key: consumerKey, secret: consumerSecret },
        passkeys: options.passkeys ?? {},
        twoMinuteRule: options.twoMinuteRule ?? false,
        promptMs: options.callbackMs ?? 10,
        patienceMs: options.patienceMs ?? 60_000,
        resultMs: options.callbackMs ?? 10,
        validationMs: 8_000,
        queryLimit: options.queryLimit ?? false,
      },
      rules: (options.outcomes ?? []).map(parseRule),
      faults: (options.faults ?? []).map(parseFault),
      standardOutcome: parseOutcome(options.outcome ?? 'success'),
      deliverTo: () => deliverTo,
      state: null,
    })
  let sandbox = create()
  const server = await startSandboxServer((request, signal) => withControl(sandbox)(request, signal), {
    port: options.port ?? 0,
  }).catch(async (error: unknown) => {
    await sandbox.close()
    throw error
  })
  const close = async (): Promise<void> => {
    await sandbox.close()
    await server.close()
  }
  return {
    url: server.url,
    consumerKey,
    consumerSecret,
    shortcode: sandboxShortcode,
    passkey: sandboxPasskey,
    env: {
      MPESA_BASE_URL: server.url,
      MPESA_CONSUMER_KEY: consumerKey,
      MPESA_CONSUMER_SECRET: consumerSecret,
      MPESA_SHORTCODE: sandboxShortcode,
      MPESA_PASSKEY: sandboxPasskey,
      MPESA_ENVIRONMENT: 'sandbox',
    },
    outcome: (rule) => insist(sandbox.addRule(parseRule(rule))),
    clearOutcomes: () => sandbox.clearRules(),
    fault: (fault) => sandbox.setFault(parseFault(fault)),
    clearFaults: () => sandbox.clearFault('all'),
    phone(number) {
      const phone = phoneOf(sandbox, number)
      return { ...phone, messages: phone.messages.map(({ text }) => text) }
    },
    setPhone: (number, change) => insist(sandbox.setPhone(number, change)),
    waitForPrompt: (phone, wait = {}) => waitForPrompt(sandbox, phone, wait),
    customerPays: ({ phone, shortcode, amount, account = '' }) =>
      insist(sandbox.pay({ phone, shortcode, amount, account, kind: account === '' ? 'till' : 'paybill' })),
    press: (checkoutRequestId, press) => insist(sandbox.press(checkoutRequestId, toPress(press))),
    callbacks: () => sandbox.view().callbacks.toReversed(),
    waitForCallback: (filter = {}, wait = {}) => waitFor(sandbox, filter, wait),
    calls: () => sandbox.view().calls.toReversed(),
    payments: () => sandbox.view().payments.toReversed(),
    settled: ({ timeoutMs = defaultWaitMs } = {}) => sandbox.settled(AbortSignal.timeout(timeoutMs)),
    async reset() {
      const before = sandbox
      sandbox = create()
      await before.close()
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The view lists the last hundred phones only; what changes nothing tells of any. */
function phoneOf(sandbox: Sandbox, number: string): Phone {
  const told: Phone[] = []
  const unsubscribe = sandbox.subscribe((event) => {
    if (event.kind === 'phone') told.push(event.phone)
  })
  const refusal = sandbox.setPhone(number, {})
  unsubscribe()
  insist(refusal)
  const [phone] = told
  if (phone === undefined) throw new Error(`no such phone: ${number}`)
  return phone
}

/** The PIN of every phone is the same at first. */
function toPress(press: Parameters<LocalDaraja['press']>[1]): PhonePress {
  if (press === 'pin') return { kind: 'outcome', outcome: 'success' }
  return press === 'wrong-pin' ? { kind: 'pin', pin: wrongPin } : { kind: press }
}

function insist(refusal: SandboxRefusal | undefined): void {
  if (refusal !== undefined) throw new Error(refusal.refused)
}

async function waitFor(
  sandbox: Sandbox,
  filter: CallbackFilter,
  { timeoutMs = defaultWaitMs }: WaitOptions,
): Promise<SandboxCallback> {
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    return await waitForCallback(sandbox, filter, limit)
  } catch {
    throw new Error(`no such callback within ${timeoutMs} ms: ${JSON.stringify(filter)}`)
  }
}

function waitForPrompt(
  sandbox: Sandbox,
  phone: string | undefined,
  { timeoutMs = defaultWaitMs }: WaitOptions,
): Promise<SandboxPrompt> {
  const wanted = phone === undefined ? undefined : normalisePhoneNumber(phone)
  const open = sandbox.view().phones.find(({ phone: number, prompt }) => prompt && (!wanted || number === wanted))
  if (open?.prompt) return Promise.resolve(open.prompt)
  return next(sandbox, timeoutMs, `no prompt within ${timeoutMs} ms`, (event) =>
    event.kind === 'prompt' && (wanted === undefined || event.prompt.phone === wanted) ? event.prompt : undefined,
  )
}

/** The first event that `pick` takes. */
function next<T>(
  sandbox: Sandbox,
  timeoutMs: number,
  late: string,
  pick: (event: SandboxEvent) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      unsubscribe()
      reject(new Error(late))
    }, timeoutMs)
    const unsubscribe = sandbox.subscribe((event) => {
      const picked = pick(event)
      if (picked === undefined) return
      clearTimeout(timer)
      unsubscribe()
      resolve(picked)
    })
  })
}
