import type { EventSummary } from '../../inbox/inspector-api.ts'
import { button, classed, element } from '../shared/dom.ts'
import { count, duration, fullTime } from '../shared/format.ts'
import { section } from './event-sections.ts'
import type { SentReplay } from './replay-log.ts'
import { answerMark, resultBadge } from './row.ts'
import { buildTimeline, type Delivery, explainTimeline } from './timeline.ts'

const roleWords = { first: 'first', again: 'same again', different: 'says something else' } as const

/** All deliveries of the payment that an event is about, and what was replayed from this page. */
export function timelineView(
  event: EventSummary,
  samePayment: readonly EventSummary[],
  replays: readonly SentReplay[],
  open: (number: number) => void,
): readonly Node[] {
  const deliveries = buildTimeline(samePayment.length === 0 ? [event] : samePayment)
  const steps = deliveries.map((delivery) => step(delivery, delivery.event.number === event.number, open))
  const explained =
    event.messageId === null
      ? 'This event names no payment, so nothing can be counted to it.'
      : explainTimeline(deliveries)
  const title = event.messageId === null ? 'Timeline' : `${count(deliveries.length, 'delivery').replace(/ys$/, 'ies')}`
  const parts = [
    section(
      title,
      event.messageId === null ? null : classed('p', 'payment-id', event.messageId),
      classed('p', 'explained', explained),
      element('ol', { class: 'timeline' }, ...steps),
    ),
  ]
  if (replays.length > 0)
    parts.push(section('Replayed from this page', element('ul', { class: 'replays' }, ...replays.map(replayItem))))
  return parts
}

function step(
  { event, role, fromHere, gapMs }: Delivery,
  isOpen: boolean,
  open: (number: number) => void,
): HTMLElement {
  const gap = gapMs === null ? null : classed('p', 'gap', gapMs < 0 ? 'clock went back' : `${duration(gapMs)} later`)
  const name = `Event ${event.number}`
  const link = isOpen
    ? element('span', { class: 'this', 'aria-current': 'true' }, `${name} (this one)`)
    : button({ class: 'link' }, name, () => open(event.number))
  return element(
    'li',
    { class: `step ${role}` },
    gap,
    classed(
      'div',
      'step-line head',
      link,
      classed('span', 'time', fullTime(event.receivedAt)),
      classed('span', `role ${role}`, fromHere ? `${roleWords[role]}, sent from this machine` : roleWords[role]),
    ),
    classed('div', 'step-line', resultBadge(event), answerMark(event)),
  )
}

function replayItem({ at, number, outcome }: SentReplay): HTMLElement {
  return element('li', {}, classed('span', 'time', fullTime(at)), ` event ${number}: ${outcome}`)
}
