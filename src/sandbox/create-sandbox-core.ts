import type { ClockPort, DigestPort, RandomPort } from '../core/ports.ts'
import { normalisePhoneNumber } from '../daraja/phone-number.ts'
import { answerRequest } from './answer-request.ts'
import { customerPays, whyNotPaid } from './c2b/customer-pays.ts'
import { type CallbackSender, createCallbacks } from './callbacks/callbacks.ts'
import type { SandboxAnswer } from './exchange.ts'
import { createFaults } from './faults/faults.ts'
import { createIds, createRandom } from './ids.ts'
import { createLedger } from './ledger/create-ledger.ts'
import type { LedgerSnapshot } from './ledger/ledger.ts'
import { createLifetime } from './lifetime.ts'
import type { ActiveFault, OutcomeName, OutcomeRule } from './outcome.ts'
import { createOutcomes } from './outcomes/outcomes.ts'
import type { ApiCallRecord, Sandbox, SandboxEvent } from './sandbox.ts'
import { createPrompts, judgePress } from './stk/prompts.ts'
import { createQueryTurns } from './stk/query-turns.ts'
import { createTokens } from './tokens.ts'
import { organisationView, paymentView, phoneView } from './views.ts'
import type { SandboxSettings, World } from './world.ts'

export interface SandboxParts {
  readonly clock: ClockPort
  readonly random: RandomPort
  readonly digest: DigestPort
  readonly sender: CallbackSender
  readonly settings: SandboxSettings
  readonly rules: readonly OutcomeRule[]
  readonly faults: readonly ActiveFault[]
  /** Where neither a rule nor the phone's number says how a prompt ends. */
  readonly standardOutcome: OutcomeName
  readonly deliverTo: () => string | null
  readonly state: LedgerSnapshot | null
}

export interface SandboxCore extends Sandbox {
  snapshot(): LedgerSnapshot
}

const testNumber = '254708374149'
const mostShown = 100

/** A Daraja without sockets: requests go in, answers and callbacks come out. */
export function createSandboxCore(parts: SandboxParts): SandboxCore {
  const { clock, random, digest, sender, settings, deliverTo } = parts
  const lifetime = createLifetime()
  const listeners = new Set<(event: SandboxEvent) => void>()
  const calls: ApiCallRecord[] = []
  let callCount = 0
  let pending = 0
  let waiters: (() => void)[] = []

  const emit = (event: SandboxEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event)
      } catch {
        // Who only looks on cannot disturb a payment.
      }
    }
  }
  const chance = createRandom(random)
  const ledger = createLedger(parts.state)
  const faults = createFaults(parts.faults, chance)
  const rules = createOutcomes(parts.rules, parts.standardOutcome)
  const callbacks = createCallbacks({ clock, faults, sender, deliverTo, emit, lifetime })
  const prompts = createPrompts()
  const ids = createIds(clock, random, {
    isPush: (id) => ledger.push(id) !== undefined,
    isReceipt: (receipt) => ledger.payment(receipt) !== undefined,
  })
  const world: World = {
    clock,
    random,
    digest,
    settings,
    ledger,
    ids,
    prompts,
    queryTurns: createQueryTurns(clock),
    faults,
    callbacks,
    tokens: createTokens(clock),
    outcomes: {
      decide: (question) =>
        question.phone === testNumber && faults.strike('test-number-1037') !== null
          ? { outcome: 'no-answer', afterMs: null }
          : rules.decide(question),
      decideOther: rules.decideOther,
    },
    emit,
    lifetime,
    background(work) {
      pending += 1
      const end = (): void => {
        pending -= 1
        if (pending > 0) return
        for (const resolve of waiters) resolve()
        waiters = []
      }
      // What fails ends alone: a rejection that nobody takes would end the process.
      work.then(end, end)
    },
  }

  function record(call: Omit<ApiCallRecord, 'number'>): void {
    const kept = { number: ++callCount, ...call }
    calls.push(kept)
    if (calls.length > mostShown * 2) calls.splice(0, mostShown)
    emit({ kind: 'call', call: kept })
  }

  return {
    async answer(request, signal) {
      if (lifetime.hasEnded()) return 'silence'
      const startedMs = clock.monotonicMs()
      const at = clock.now()
      const { answer, api } = await answerRequest(request, world, signal)
      const skew = faults.strike('clock-skew')
      const dated = answer === 'silence' ? answer : withDate(answer, new Date(at.getTime() + (skew?.ms ?? 0)))
      record({
        at: at.toISOString(),
        method: request.method,
        path: request.target.split('?')[0] ?? '',
        api,
        ...summaryOf(answer),
        ms: Math.round(clock.monotonicMs() - startedMs),
      })
      return dated
    },
    press(checkoutRequestId, press) {
      const prompt = prompts.of(checkoutRequestId)
      if (prompt === undefined) return { refused: 'this prompt is not open any more' }
      const wallet = ledger.wallet(prompt.push.phone)
      if (!wallet.on) return { refused: 'the phone is switched off' }
      prompt.end(judgePress(press, wallet))
      emit({ kind: 'phone', phone: phoneView(wallet, prompts) })
      return undefined
    },
    setPhone(text, { balance, on, name }) {
      const phone = normalisePhoneNumber(text)
      if (phone === undefined) return { refused: 'not a Kenyan mobile number' }
      if (balance !== undefined && !(balance >= 0 && balance <= 500_000))
        return { refused: 'a wallet holds from 0 to 500,000 KES' }
      const wallet = ledger.wallet(phone)
      if (balance !== undefined) wallet.balance = Math.round(balance * 100) / 100
      if (on !== undefined) wallet.on = on
      // Whoever sees to a phone also unlocks its PIN.
      if (on !== undefined || balance !== undefined) wallet.wrongPins = 0
      if (name !== undefined) wallet.name = name.slice(0, 40)
      emit({ kind: 'phone', phone: phoneView(wallet, prompts) })
      return undefined
    },
    pay(payment) {
      const refused = whyNotPaid(payment)
      if (refused !== null) return { refused }
      const phone = normalisePhoneNumber(payment.phone) ?? payment.phone
      world.background(
        customerPays(world, { ...payment, phone }).then(() =>
          emit({ kind: 'phone', phone: phoneView(ledger.wallet(phone), prompts) }),
        ),
      )
      return undefined
    },
    addRule: (rule) => void rules.add(rule),
    clearRules: () => rules.clear(),
    setFault: (fault) => faults.set(fault),
    clearFault: (name) => faults.clear(name),
    view: () => ({
      phones: ledger
        .wallets()
        .slice(-mostShown)
        .map((wallet) => phoneView(wallet, prompts)),
      organisations: ledger.accounts().slice(-mostShown).map(organisationView),
      payments: ledger.payments(mostShown).map(paymentView),
      callbacks: callbacks.list(mostShown),
      calls: calls.slice(-mostShown).reverse(),
      rules: rules.list(),
      faults: faults.list(),
    }),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    settled(signal) {
      if (pending === 0) return Promise.resolve()
      return new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const abort = (): void => reject(signal.reason)
        signal.addEventListener('abort', abort, { once: true })
        waiters.push(() => {
          signal.removeEventListener('abort', abort)
          resolve()
        })
      })
    },
    async close() {
      for (const prompt of prompts.all()) prompt.end(null)
      lifetime.end(new Error('the sandbox has ended'))
      await sender.close()
    },
    snapshot: () => ledger.snapshot(),
  }
}

function withDate(reply: Exclude<SandboxAnswer, 'silence'>, at: Date): SandboxAnswer {
  return { ...reply, headers: { ...reply.headers, Date: at.toUTCString() } }
}

/** What the log tells of an answer. */
function summaryOf(answer: SandboxAnswer): Pick<ApiCallRecord, 'status' | 'errorCode' | 'errorMessage' | 'reference'> {
  if (answer === 'silence') return { status: null, errorCode: null, errorMessage: null, reference: null }
  const { status, body } = answer
  return {
    status,
    errorCode: fieldOf(body, 'errorCode') ?? fieldOf(body, 'errorcode'),
    errorMessage: fieldOf(body, 'errorMessage') ?? fieldOf(body, 'faultstring'),
    reference: fieldOf(body, 'CheckoutRequestID') ?? fieldOf(body, 'ConversationID'),
  }
}

/** A text field of a body of ours, whose values hold no quotes. */
function fieldOf(body: string, name: string): string | null {
  const start = body.indexOf(`"${name}":"`)
  if (start === -1) return null
  const from = start + name.length + 4
  return body.slice(from, body.indexOf('"', from))
}
