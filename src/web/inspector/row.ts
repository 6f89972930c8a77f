import type { EventSummary } from '../../inbox/inspector-api.ts'
import { classed, element } from '../shared/dom.ts'
import { calendarDay, clockTime, count, duration, sameDay, shillings } from '../shared/format.ts'
import { describeKind, describeResult, describeStatus } from '../shared/result-words.ts'

/** Of an id: the payer's number and what tells one push from the next. */
const idTail = 12
const pathTail = 8

const moodSigns = { good: '✓', bad: '✕', neutral: '•' } as const

/** `✓ Paid 0`: a sign, a word and the code; colour only repeats what they say. */
export function resultBadge(event: EventSummary): HTMLElement {
  const { word, code, mood } = describeResult(event)
  const sign = element('span', { 'aria-hidden': 'true' }, moodSigns[mood])
  const badge = classed('span', `result ${mood}`, sign, classed('span', 'word', word))
  if (code !== null) badge.append(classed('span', 'code', code))
  return badge
}

/** `200 · 38 ms`, and a warning mark where something is wrong with it. */
export function answerMark(event: EventSummary): HTMLElement {
  const { answer, findings } = event
  const state = answer === null ? 'open' : answer.status >= 300 ? 'bad' : 'good'
  const mark = classed('span', `answer ${state}`)
  const isWrong = findings.some(({ severity }) => severity === 'error') || (answer?.reason ?? null) !== null
  const worst = isWrong ? 'error' : findings.find(({ severity }) => severity === 'warning')?.severity
  if (worst !== undefined) {
    const label = findings.length === 0 ? 'no answer of the app' : count(findings.length, worst)
    mark.append(
      element('span', { class: `warn ${worst}`, 'aria-hidden': 'true', title: label }, '⚠'),
      classed('span', 'hidden', `${label}, `),
    )
  }
  mark.append(classed('span', 'hidden', 'app: '), describeStatus(answer))
  if (answer !== null && answer.reason === null) mark.append(classed('span', 'ms', duration(answer.ms)))
  return mark
}

/** One line of the list. */
export function eventRow(event: EventSummary, now: Date): HTMLElement {
  const { number, receivedAt, kind, amount, messageId, method, target } = event
  const row = element('div', {
    role: 'option',
    id: `row-${number}`,
    class: amount === null ? 'row plain' : 'row',
    'data-number': number,
  })
  const day = sameDay(receivedAt, now) ? null : classed('span', 'day', calendarDay(receivedAt))
  row.append(
    classed('span', 'when', classed('span', 'time', clockTime(receivedAt)), day),
    classed('span', 'what', resultBadge(event), classed('span', 'kind', describeKind(kind))),
    ...(amount === null ? [] : [classed('span', 'amount', shillings(amount))]),
    messageId === null ? identity(`${method} ${target}`, pathTail) : identity(messageId, idTail),
    answerMark(event),
  )
  return row
}

/** Where there is too little room the middle goes: the method and the kind of id stay, and what tells them apart. */
function identity(id: string, tailLength: number): HTMLElement {
  const head = id.slice(0, -tailLength)
  return classed('span', 'id', head === '' ? null : classed('span', 'id-head', head), id.slice(-tailLength))
}
