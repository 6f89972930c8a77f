import { callbackHeaders } from '../../daraja/callback-headers.ts'
import { buildStk } from '../../daraja/callbacks/stk-forms.ts'
import { toNairobiIso, toTimestamp } from '../../daraja/nairobi-time.ts'
import { findScenario, type StkScenario } from '../../daraja/stk-scenarios.ts'
import { tell } from '../ledger/create-ledger.ts'
import type { Push } from '../ledger/ledger.ts'
import type { OutcomeName } from '../outcome.ts'
import { paymentView, promptView } from '../views.ts'
import type { World } from '../world.ts'
import { longestPrompt, promptText, receiptText } from './prompt-text.ts'

const twoMinutesMs = 120_000

/** From the prompt on the phone to the answer of the app to its callback. */
export async function runPush(world: World, push: Push, isAtOnce: boolean): Promise<void> {
  const outcome = await waitForEnd(world, push, isAtOnce)
  if (outcome === null) return
  const scenario = applyRules(world, push, findScenario(outcome) ?? requireScenario('push-error'))
  await tellApp(world, push, scenario)
}

/** How the prompt ended: by a rule, by the person at the phone, or because nobody was there. */
function waitForEnd(world: World, push: Push, isAtOnce: boolean): Promise<OutcomeName | null> {
  const { clock, ledger, outcomes, prompts, settings } = world
  const decision = outcomes.decide(push)
  const organisation = ledger.account(push.payee).name
  const text = promptText(push.amount, organisation, push.account)
  const wallet = ledger.wallet(push.phone)
  const waitsForPerson = decision.outcome === 'ask' || decision.outcome === 'never'
  const ms = isAtOnce ? 0 : (decision.afterMs ?? (waitsForPerson ? settings.patienceMs : settings.promptMs))
  const byItself = text.length > longestPrompt ? 'push-failed' : wallet.on ? afterWaiting(decision.outcome) : 'timeout'
  const shownAtMs = clock.now().getTime()
  return new Promise((resolve) => {
    const timer = new AbortController()
    const end = (outcome: OutcomeName | null): void => {
      prompts.close(push)
      timer.abort()
      resolve(outcome)
    }
    const prompt = { push, organisation, text, shownAtMs, endsAtMs: shownAtMs + ms, end }
    prompts.open(prompt)
    if (wallet.on) world.emit({ kind: 'prompt', prompt: promptView(prompt) })
    clock.sleep(ms, timer.signal).then(
      () => end(byItself),
      () => undefined,
    )
  })
}

function afterWaiting(outcome: OutcomeName): OutcomeName {
  return outcome === 'ask' || outcome === 'never' ? 'no-answer' : outcome
}

/** A success needs money, and keeps to the limits; whatever the rules of the sandbox wanted. */
function applyRules(world: World, push: Push, wanted: StkScenario): StkScenario {
  const { clock, ledger, settings } = world
  if (wanted.outcome !== 'success') return wanted
  // A paybill pays itself; only a till stands behind another number.
  if (!push.isTill && push.payee !== push.shortcode) return requireScenario('product')
  const now = clock.now()
  const { lastPaid } = ledger.wallet(push.phone)
  const isRepeated =
    settings.twoMinuteRule &&
    lastPaid?.to === push.payee &&
    lastPaid.amount === push.amount &&
    now.getTime() - lastPaid.atMs < twoMinutesMs
  if (isRepeated) return requireScenario('rule-limited')
  const refusal = ledger.refuses(push.phone, push.amount, toNairobiIso(now).slice(0, 10))
  return refusal === null ? wanted : requireScenario(refusal)
}

async function tellApp(world: World, push: Push, scenario: StkScenario): Promise<void> {
  const { clock, ids } = world
  const now = clock.now()
  const receipt = scenario.outcome === 'success' ? ids.receipt() : null
  const { resultCode, resultDesc } = scenario
  if (receipt !== null) bookPayment(world, push, receipt, now)
  push.result = { resultCode, resultDesc, receipt }
  world.emit({ kind: 'prompt-ended', checkoutRequestId: push.checkoutRequestId, resultCode: String(resultCode) })
  const body = buildStk(scenario, push, {
    amount: push.amount,
    receipt: receipt ?? '',
    transactionDate: toTimestamp(now),
    phone: push.phone,
  })
  await world.callbacks.send({
    kind: 'stk',
    reference: push.checkoutRequestId,
    url: push.callbackUrl,
    headers: callbackHeaders(push.shortcode),
    body,
    resultCode: String(resultCode),
  })
}

function bookPayment({ ledger, emit }: World, push: Push, receipt: string, now: Date): void {
  const { account, amount, payee, phone } = push
  const wallet = ledger.wallet(phone)
  const payment = ledger.payIn(
    { receipt, at: now.toISOString(), kind: 'stk', from: phone, to: payee, amount, account },
    toNairobiIso(now).slice(0, 10),
  )
  tell(wallet, receiptText(receipt, amount, ledger.account(payee).name, account, wallet.balance), now)
  emit({ kind: 'payment', payment: paymentView(payment) })
}

function requireScenario(name: string): StkScenario {
  const found = findScenario(name)
  if (found === undefined) throw new RangeError(`no scenario is called ${name}`)
  return found
}
