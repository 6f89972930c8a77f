import type { EventDetail, EventSummary } from '../../inbox/inspector-api.ts'
import { copyText } from '../shared/copy.ts'
import { button, classed, element } from '../shared/dom.ts'
import { fullTime, relativeTime, shillings } from '../shared/format.ts'
import { describeKind } from '../shared/result-words.ts'
import { answerMark, resultBadge } from './row.ts'

/** Name, result and time of the open event. */
export function detailHead(event: EventSummary, onClose: () => void): HTMLElement {
  const back = button({ class: 'back', 'aria-label': 'Back to the list' }, '‹ Back', onClose)
  const title = element('h2', { id: 'detail-title', tabindex: -1 }, describeKind(event.kind))
  const facts = classed('p', 'facts', resultBadge(event), answerMark(event))
  const time = element('time', { datetime: event.receivedAt }, fullTime(event.receivedAt))
  const ago = element(
    'span',
    { class: 'ago', 'data-ago': event.receivedAt },
    relativeTime(event.receivedAt, new Date()),
  )
  return classed(
    'header',
    'detail-head',
    back,
    classed('div', 'title-line', title, event.amount === null ? null : classed('p', 'amount', shillings(event.amount))),
    facts,
    event.messageId === null ? null : classed('p', 'payment-id', event.messageId),
    classed('p', 'times', time, ' · ', ago),
  )
}

/** What can be done with the open event; grey until all of it is there. `offline` is why nothing can be sent now. */
export function detailActions(
  detail: EventDetail | undefined,
  offline: string | null,
  onReplay: () => void,
): HTMLElement {
  const waits = detail === undefined
  const replay = button(
    {
      class: 'primary',
      disabled: waits || offline !== null || detail.cannotReplay !== null,
      title: 'Replay (r)',
      'aria-describedby': offline === null ? null : 'offline',
    },
    'Replay…',
    onReplay,
  )
  const copyCurl = button({ disabled: waits, title: 'Copy as curl (c)' }, 'Copy as curl', () => {
    if (detail !== undefined) void copyText(detail.curl, 'curl command')
  })
  const copyJson = button({ disabled: waits }, 'Copy JSON', () => {
    if (detail !== undefined) void copyText(JSON.stringify(detail, null, 2), 'event as JSON')
  })
  const why =
    offline === null ? null : element('p', { id: 'offline', class: 'note offline' }, `No replay now: ${offline}`)
  return classed('div', 'actions', replay, copyCurl, copyJson, why)
}

/** Brings the ages of what is shown up to date. */
export function refreshAges(now: Date): void {
  for (const node of document.querySelectorAll<HTMLElement>('[data-ago]'))
    node.textContent = relativeTime(node.dataset.ago ?? '', now)
}
