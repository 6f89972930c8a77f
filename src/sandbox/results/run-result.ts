import { resultHeaders } from '../../daraja/callback-headers.ts'
import type { SimulatedKind } from '../../daraja/callback-kind.ts'
import { buildBody } from '../../daraja/callbacks/build-body.ts'
import type { CallbackValues } from '../../daraja/callbacks/callback-values.ts'
import { findScenarioOf } from '../../daraja/scenarios/find-scenario.ts'
import type { Decision, World } from '../world.ts'

export type ResultKind = Exclude<SimulatedKind, 'stk' | 'c2b-validation' | 'c2b-confirmation' | 'timeout'>

/** An accepted request of an API whose result comes later. */
export interface ResultPlan {
  readonly kind: ResultKind
  /** Where the result goes. */
  readonly url: string
  /** Where it goes if the queue gives up; null where the API has no such address. */
  readonly timeoutUrl: string | null
  readonly conversationId: string
  readonly originatorConversationId: string
  readonly question: {
    readonly phone: string
    readonly amount: number
    readonly account: string
    readonly shortcode: string
  }
  readonly attempts?: number
}

/** What the ledger says of it: a scenario of its kind by name or code, and what the result tells besides. */
export interface ResultFacts {
  readonly scenario: string
  readonly values?: Partial<CallbackValues>
}

/** Waits as Daraja does, lets the ledger decide unless a rule does, and sends the result to the app. */
export async function runResult(world: World, plan: ResultPlan, settle: (now: Date) => ResultFacts): Promise<void> {
  const { clock, callbacks, outcomes, settings, lifetime } = world
  const decision = outcomes.decideOther(plan.kind, plan.question)
  try {
    await lifetime.run((signal) => clock.sleep(decision?.afterMs ?? settings.resultMs, signal))
  } catch {
    // The sandbox has ended.
    return
  }
  const now = clock.now()
  const isTimeout = decision?.outcome === 'timeout' && plan.timeoutUrl !== null
  const wantsSuccess = decision === null || findScenarioOf(plan.kind, decision.outcome)?.outcome === 'success'
  const settled = isTimeout || !wantsSuccess ? { scenario: decision?.outcome ?? 'timeout' } : settle(now)
  const facts = { ...settled, scenario: formOf(plan.kind, decision, settled.scenario) }
  const kind = isTimeout ? 'timeout' : plan.kind
  const scenario = findScenarioOf(kind, facts.scenario)
  if (scenario === undefined) throw new RangeError(`no scenario of ${kind} is called ${facts.scenario}`)
  const values = valuesOf(world, plan, now)
  await callbacks.send({
    kind,
    reference: plan.conversationId,
    url: isTimeout && plan.timeoutUrl !== null ? plan.timeoutUrl : plan.url,
    headers: resultHeaders,
    body: buildBody(kind, scenario, { ...values, ...facts.values }),
    resultCode: scenario.resultCode === null ? null : String(scenario.resultCode),
    ...(plan.attempts === undefined ? {} : { attempts: plan.attempts }),
  })
}

/** A success has several forms; which one is for the rule to say, whether it is one for the ledger. */
function formOf(kind: ResultKind, decision: Decision | null, settled: string): string {
  const isSuccess = (name: string): boolean => findScenarioOf(kind, name)?.outcome === 'success'
  return decision !== null && isSuccess(decision.outcome) && isSuccess(settled) ? decision.outcome : settled
}

export function valuesOf(
  { digest, ids }: World,
  { conversationId, originatorConversationId, question }: Omit<ResultPlan, 'kind' | 'url' | 'timeoutUrl'>,
  at: Date,
): CallbackValues {
  return {
    reference: conversationId,
    amount: question.amount,
    phone: question.phone,
    receipt: ids.receipt(),
    shortcode: question.shortcode,
    at,
    conversationId,
    originatorConversationId,
    uuid: ids.uuid(),
    phoneHash: digest.sha256(question.phone),
  }
}
