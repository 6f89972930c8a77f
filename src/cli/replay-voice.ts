import type { DeliveryOutcome } from '../callbacks/deliver.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { Invocation } from './command.ts'
import { formatOf } from './run-report.ts'

export interface ReplaySubject {
  readonly event: InboxEvent
  readonly url: string
  /** Something of the body was changed before it was sent. */
  readonly isChanged: boolean
}

/** What is said of callbacks that are sent again. */
export interface ReplayVoice {
  sent(outcome: DeliveryOutcome): void
  /** Sums up what was sent more than once. True if the app took all of it. */
  ended(outcomes: readonly DeliveryOutcome[]): boolean
}

export function createReplayVoice(invocation: Invocation, { event, url, isChanged }: ReplaySubject): ReplayVoice {
  const { output, redactor } = invocation
  const { number, id } = event
  const { paint, glyphs } = output
  const isJson = formatOf(invocation) === 'json'
  return {
    sent(outcome) {
      if (isJson) {
        const json = { type: 'replayed', number, id, url, changed: isChanged, ...outcomeJson(outcome) }
        return output.document(`${JSON.stringify(redactor.value(json))}\n`)
      }
      const text =
        outcome.kind === 'answered'
          ? `${outcome.response.status} ${outcome.response.durationMs} ms`
          : `no answer (${outcome.failure.systemCode || outcome.failure.code})`
      const shown = isAccepted(outcome) ? paint.green(text) : paint.red(text)
      output.data(`#${number}${isChanged ? ' (changed)' : ''} ${glyphs.arrow} ${url}  ${shown}\n`)
    },
    ended(outcomes) {
      const accepted = outcomes.filter(isAccepted).length
      if (outcomes.length > 1 && !isJson && !output.quiet)
        output.talk(`Sent ${outcomes.length} times: ${sum(outcomes)}.\n`)
      return accepted === outcomes.length
    },
  }
}

/** `2 × 200, 1 × 500, 1 without an answer`. */
function sum(outcomes: readonly DeliveryOutcome[]): string {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) {
    const name = outcome.kind === 'answered' ? `answered ${outcome.response.status}` : 'without an answer'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
}

function isAccepted(outcome: DeliveryOutcome): boolean {
  return outcome.kind === 'answered' && outcome.response.status >= 200 && outcome.response.status < 300
}

function outcomeJson(outcome: DeliveryOutcome) {
  if (outcome.kind === 'answered') {
    const { status, durationMs, body } = outcome.response
    return { status, durationMs, body }
  }
  const { phase, code, systemCode } = outcome.failure
  return { failure: { phase, code, systemCode } }
}
