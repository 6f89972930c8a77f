import type { EventSummary } from '../../inbox/inspector-api.ts'

/** What a delivery is to the ones before it. */
export type DeliveryRole = 'first' | 'again' | 'different'

export interface Delivery {
  readonly event: EventSummary
  readonly role: DeliveryRole
  /** It came straight from this machine, not through a tunnel: a replay or a test. */
  readonly fromHere: boolean
  /** Milliseconds since the one before; null for the first. */
  readonly gapMs: number | null
}

/** Deliveries of one payment, the oldest first. */
export function buildTimeline(events: readonly EventSummary[]): readonly Delivery[] {
  const ordered = events.toSorted((a, b) => a.number - b.number)
  return ordered.map((event, index) => {
    const previous = ordered[index - 1]
    return {
      event,
      role: roleOf(event, ordered.slice(0, index)),
      fromHere: event.from === null && /^(?:::1|(?:::ffff:)?127\.)/.test(event.peer),
      gapMs: previous === undefined ? null : Date.parse(event.receivedAt) - Date.parse(previous.receivedAt),
    }
  })
}

function roleOf(event: EventSummary, earlier: readonly EventSummary[]): DeliveryRole {
  if (earlier.length === 0) return 'first'
  return earlier.some((other) => saysTheSame(event, other)) ? 'again' : 'different'
}

function saysTheSame(one: EventSummary, other: EventSummary): boolean {
  return (
    one.kind === other.kind &&
    one.resultCode === other.resultCode &&
    one.amount === other.amount &&
    one.receipt === other.receipt
  )
}

/** What the deliveries of one payment mean for the app, in a sentence. */
export function explainTimeline(deliveries: readonly Delivery[]): string {
  const different = deliveries.filter(({ role }) => role === 'different').length
  const refused = deliveries.filter(({ event: { answer } }) => answer === null || answer.status >= 300).length
  if (deliveries.length === 1)
    return refused === 1
      ? 'It came once, and the app did not acknowledge it. M-Pesa may not send it again: replay it.'
      : 'It came once, and the app acknowledged it.'
  if (different > 0)
    return 'The deliveries do not say the same. The order must end in the state of the payment, whichever came last.'
  return refused === deliveries.length
    ? 'The same message came more than once, and the app acknowledged none of them.'
    : 'The same message came more than once. A handler that is right settles the order the first time only.'
}

/** With which other delivery to compare at first: the one before of the same payment, else the one after it. */
export function partnerOf(event: EventSummary, samePayment: readonly EventSummary[]): number | null {
  const others = samePayment.filter(({ number }) => number !== event.number)
  const earlier = others.filter(({ number }) => number < event.number)
  return earlier.at(-1)?.number ?? others[0]?.number ?? null
}
