import { parseDuration } from '../../core/duration.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { findSimulatedKind, type SimulatedKind } from '../../daraja/callback-kind.ts'
import { findScenarioOf, scenariosByKind } from '../../daraja/scenarios/find-scenario.ts'
import { findScenario, stkScenarioNames } from '../../daraja/stk-scenarios.ts'
import type { OutcomeMatch, OutcomeRule } from '../outcome.ts'

/** A text that is no rule; the message says what one looks like. */
export class RuleError extends Error {}

const ruleForm = /^(?:(?<match>[^:]*):)?(?<outcome>[^@*:]+)(?:@(?<after>[^*]+))?(?:\*(?<times>.+))?$/

/**
 * A rule as one types it: `cancelled`, `phone=001:timeout`, `amount=13,account=A1:insufficient@2s`, `1032*3`. In front of
 * the colon what must match, then the outcome, the time until the callback, and how many payments it is for.
 * @throws RuleError
 */
export function parseRule(text: string): OutcomeRule {
  const parts = ruleForm.exec(text.trim())?.groups
  if (parts === undefined)
    throw new RuleError('not a rule; write `cancelled`, or with what it is about: `phone=001:cancelled@2s*3`')
  const match = parts.match === undefined ? {} : parseMatch(parts.match)
  const outcome =
    match.kind === undefined || match.kind === 'stk'
      ? parseOutcome(parts.outcome ?? '')
      : parseOtherOutcome(match.kind, parts.outcome ?? '')
  const afterMs = parts.after === undefined ? undefined : parseDuration(parts.after.trim())
  if (parts.after !== undefined && afterMs === undefined)
    throw new RuleError(`\`${parts.after}\` is no time; write \`500ms\`, \`2s\` or \`1m\``)
  const times = parts.times === undefined ? undefined : Number(parts.times)
  if (times !== undefined && !(Number.isInteger(times) && times > 0))
    throw new RuleError(`\`${parts.times}\` is no count; write for instance \`${outcome}*3\``)
  return { match, outcome, ...(afterMs === undefined ? {} : { afterMs }), ...(times === undefined ? {} : { times }) }
}

/**
 * The name of an outcome from a name, an alias or a ResultCode.
 * @throws RuleError
 */
export function parseOutcome(text: string): string {
  const wanted = text.trim().toLowerCase()
  if (wanted === 'ask' || wanted === 'never') return wanted
  const scenario = findScenario(wanted)
  if (scenario !== undefined) return scenario.name
  const near = nearestName(wanted, [...stkScenarioNames, 'ask', 'never'])
  throw new RuleError(
    `no outcome is called \`${text.trim()}\`; ${near === undefined ? 'a ResultCode such as `1032`, a name such as `cancelled`, `ask` or `never`' : `did you mean \`${near}\`?`}`,
  )
}

/** Results have scenarios of their own; `timeout` lets the queue give up. */
function parseOtherOutcome(kind: SimulatedKind, text: string): string {
  const scenario = findScenarioOf(kind, text)
  if (scenario !== undefined) return scenario.name
  if (text.trim().toLowerCase() === 'timeout') return 'timeout'
  const names = scenariosByKind[kind].map(({ name }) => name)
  const near = nearestName(text.trim().toLowerCase(), names)
  throw new RuleError(
    `no outcome of \`${kind}\` is called \`${text.trim()}\`; ${near === undefined ? `one of: ${names.join(', ')}, timeout` : `did you mean \`${near}\`?`}`,
  )
}

function parseMatch(text: string): OutcomeMatch {
  let match: OutcomeMatch = {}
  for (const pair of text.split(',')) {
    const [name = '', value = ''] = pair.split('=').map((part) => part.trim())
    const kind = name === 'kind' ? findSimulatedKind(value) : undefined
    if (kind !== undefined) match = { ...match, kind }
    else if (name === 'phone' && /^\d{1,12}$/.test(value)) match = { ...match, phone: value }
    else if (name === 'amount' && /^\d{1,6}$/.test(value)) match = { ...match, amount: Number(value) }
    else if (name === 'account' && value !== '') match = { ...match, account: value }
    else if (name === 'shortcode' && /^\d{5,7}$/.test(value)) match = { ...match, shortcode: value }
    else
      throw new RuleError(
        `\`${pair.trim()}\` matches nothing; write \`kind=<callback>\`, \`phone=<last digits>\`, \`amount=<KES>\`, \`account=<reference>\` or \`shortcode=<number>\``,
      )
  }
  return match
}
