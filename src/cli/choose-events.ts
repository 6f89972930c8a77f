import { usageError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import { callbackKinds } from '../daraja/callback-kind.ts'
import { isProbeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import type { InboxEvent } from '../inbox/event.ts'
import { eventMatcher } from '../inbox/filter-events.ts'
import { needles } from '../inbox/masked-needle.ts'
import { oldestFirst } from '../inbox/oldest-first.ts'
import { type Invocation, optionValue } from './command.ts'
import { inboxPlace, withInbox } from './inbox-folder.ts'
import { messageOf } from './inbox-voice.ts'

/** All that is recorded here, the oldest first. */
export async function readEvents(invocation: Invocation): Promise<readonly InboxEvent[]> {
  return oldestFirst(await withInbox(() => invocation.deps.inbox.read(inboxPlace(invocation))))
}

/** What the options of `eventFilterOptions` leave; throws a usage error for a kind that does not exist. */
export function eventChooser(invocation: Invocation): (event: InboxEvent) => boolean {
  const kind = optionValue<string>(invocation, 'kind')
  if (kind !== undefined && !callbackKinds.some((name) => name === kind)) {
    const near = nearestName(kind, callbackKinds)
    throw usageError('unknown-kind', `There is no kind \`${kind}\``, {
      summary: near === undefined ? `one of: ${callbackKinds.join(', ')}` : `did you mean \`${near}\`?`,
    })
  }
  const matches = eventMatcher({
    kind,
    id: optionValue<string>(invocation, 'id'),
    code: optionValue<string>(invocation, 'code'),
    status: optionValue<string>(invocation, 'status'),
  })
  const age = optionValue<number>(invocation, 'since')
  const from = age === undefined ? 0 : invocation.ports.clock.now().getTime() - age
  return (event) => Date.parse(event.receivedAt) >= from && matches(event, messageOf(event))
}

/** The events whose message is about this id: CheckoutRequestID, receipt and the like, whole, as it is or masked. */
export function eventsAbout(name: string, events: readonly InboxEvent[]): readonly InboxEvent[] {
  const wanted = new Set<string | null>(needles(name))
  return events.filter((event) => {
    const { id, receipt, merchantRequestId } = messageOf(event)
    return [id, receipt, merchantRequestId].some((value) => wanted.has(value))
  })
}

/** The last callback, which a request of another kind or a probe of this program's own is not; else the last of all. */
export function lastEvent(events: readonly InboxEvent[]): InboxEvent | undefined {
  const last = events.findLast((event) => {
    const { kind, id } = messageOf(event)
    return kind !== 'unknown' && (id === null || !isProbeCheckoutRequestId(id))
  })
  return last ?? events.at(-1)
}

/**
 * The event of a number or an id, the newest where an id of a message has several; `last` is the last callback of those
 * that the filter leaves.
 */
export function findEvent(name: string, events: readonly InboxEvent[], invocation: Invocation): InboxEvent {
  const isWanted = eventChooser(invocation)
  const number = name.replace(/^#/, '')
  const event =
    name === 'last'
      ? lastEvent(events.filter(isWanted))
      : (events.find((candidate) => candidate.id === name || String(candidate.number) === number) ??
        eventsAbout(name, events).at(-1))
  if (event !== undefined) return event
  if (events.length === 0)
    throw usageError('event-unknown', 'No callbacks are recorded here', {
      summary: '`mpesa-doctor listen` keeps what comes',
    })
  throw usageError(
    'event-unknown',
    name === 'last' ? 'No recorded callback is like that' : `There is no event \`${name}\``,
    {
      summary: '`mpesa-doctor events` lists them',
    },
  )
}
