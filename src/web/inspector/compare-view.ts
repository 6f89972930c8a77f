import type { EventDetail, EventSummary } from '../../inbox/inspector-api.ts'
import { classed, element } from '../shared/dom.ts'
import { clockTime, count } from '../shared/format.ts'
import { describeResult } from '../shared/result-words.ts'
import { type ComparedPart, compareDeliveries, type Difference } from './diff.ts'
import { section } from './event-sections.ts'

/** Two deliveries side by side, in the order in which they came. */
export function compareView(one: EventDetail, other: EventDetail): readonly Node[] {
  const [before, after] = one.summary.number < other.summary.number ? [one, other] : [other, one]
  const parts = compareDeliveries(before, after)
  const body = parts[0]
  const sides = classed('div', 'sides', side('Before', before.summary), side('After', after.summary))
  const verdict =
    body?.differences.length === 0
      ? 'The bodies are the same: to the app this is one message, twice.'
      : `The bodies differ in ${count(body?.differences.length ?? 0, 'place')}.`
  return [sides, classed('p', 'explained', verdict), ...parts.map(partView)]
}

function side(word: string, event: EventSummary): HTMLElement {
  const { word: result, code } = describeResult(event)
  return classed(
    'p',
    'side',
    classed('span', 'side-word', word),
    ` event ${event.number}, ${clockTime(event.receivedAt)}, ${result}${code === null ? '' : ` ${code}`}`,
  )
}

function partView({ title, differences, same }: ComparedPart): HTMLElement {
  const rest =
    differences.length === 0 ? `No difference in ${count(same, 'field')}.` : `${count(same, 'field')} the same.`
  const list = element('ul', { class: 'differences' }, ...differences.map(differenceView))
  return section(title, differences.length === 0 ? null : list, classed('p', 'note', rest))
}

const changeSigns = { changed: '≠', added: '+', removed: '−' } as const

function differenceView({ path, change, before, after }: Difference): HTMLElement {
  const sign = element('span', { 'aria-hidden': 'true' }, changeSigns[change])
  return element(
    'li',
    { class: `difference ${change}` },
    classed('p', 'path', element('code', {}, path), ' ', classed('span', 'change', sign, ` ${change}`)),
    value('before', before),
    value('after', after),
  )
}

function value(which: 'before' | 'after', text: string | null): HTMLElement {
  const shown = text === null ? classed('span', 'absent', 'not there') : element('code', {}, text === '' ? '""' : text)
  return classed('p', `value ${which}`, classed('span', 'side-label', `${which}: `), shown)
}
