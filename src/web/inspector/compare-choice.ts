import type { EventSummary } from '../../inbox/inspector-api.ts'
import { classed, element } from '../shared/dom.ts'
import { clockTime } from '../shared/format.ts'
import { describeKind, describeResult } from '../shared/result-words.ts'

/** So many others of the same kind are offered besides those of the same payment. */
const offered = 40

/** The box in which the other delivery is chosen. */
export function compareChoice(
  event: EventSummary,
  samePayment: readonly EventSummary[],
  all: readonly EventSummary[],
  chosen: number | null,
  onChoice: (number: number) => void,
): HTMLElement {
  const same = samePayment.filter(({ number }) => number !== event.number).toReversed()
  const known = new Set(same.map(({ number }) => number))
  const others = all.filter(({ number, kind }) => kind === event.kind && number !== event.number && !known.has(number))
  const extra = all.find(({ number }) => number === chosen && !known.has(number))
  const select = element(
    'select',
    { id: 'other' },
    chosen === null ? element('option', { value: '', selected: true }, 'choose an event') : null,
    group('The same payment', same, chosen),
    group('Other events of this kind', [...new Set([...(extra ? [extra] : []), ...others.slice(0, offered)])], chosen),
  )
  select.addEventListener('change', () => {
    if (select.value !== '') onChoice(Number(select.value))
  })
  return classed('p', 'choice', element('label', { for: 'other' }, 'Compare with'), select)
}

function group(label: string, events: readonly EventSummary[], chosen: number | null): HTMLElement | null {
  if (events.length === 0) return null
  return element('optgroup', { label }, ...events.map((event) => option(event, event.number === chosen)))
}

function option(event: EventSummary, selected: boolean): HTMLElement {
  const { word, code } = describeResult(event)
  const text = [clockTime(event.receivedAt), describeKind(event.kind), word, code ?? ''].join(' ').trim()
  return element('option', { value: event.number, selected }, `#${event.number} ${text}`)
}
