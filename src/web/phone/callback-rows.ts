import type { CallbackDetail, CallbackSummary } from '../../sandbox/phone-page/phone-page-api.ts'
import { copyText } from '../shared/copy.ts'
import { button, classed, element, prose } from '../shared/dom.ts'
import { clockTime, duration } from '../shared/format.ts'
import { indentJson, textBlock } from '../shared/json-view.ts'
import { describeKind, describeResult } from '../shared/result-words.ts'
import { fetchCallback } from './api.ts'

/** Rows that stay open, and where they are, while others come in above. */
export function createCallbackRows(): (list: HTMLElement, callbacks: readonly CallbackSummary[]) => void {
  const rows = new Map<number, { readonly node: HTMLDetailsElement; shown: string }>()
  return (list, callbacks) => {
    const wanted = new Set(callbacks.map(({ number }) => number))
    for (const number of rows.keys()) if (!wanted.has(number)) rows.delete(number)
    for (const callback of callbacks) {
      const row = rows.get(callback.number) ?? { node: makeRow(callback.number), shown: '' }
      rows.set(callback.number, row)
      const now = JSON.stringify(callback)
      if (row.shown === now) continue
      row.shown = now
      row.node.querySelector('summary')?.replaceWith(summary(callback))
      if (row.node.open) void fill(row.node, callback.number)
    }
    const nodes = callbacks.flatMap(({ number }) => rows.get(number)?.node ?? [])
    // Moving an element closes nothing, but takes its focus.
    if (nodes.length === list.childElementCount && nodes.every((node, at) => list.children[at] === node)) return
    const focused = document.activeElement
    list.replaceChildren(...nodes)
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus()
  }
}

function makeRow(number: number): HTMLDetailsElement {
  const node = element(
    'details',
    { class: 'record', 'data-number': number },
    element('summary', {}),
    element('div', {}),
  )
  node.addEventListener('toggle', () => {
    if (node.open) void fill(node, number)
  })
  return node
}

function summary({ kind, outcome, plannedAt, reference, resultCode, sentAt }: CallbackSummary): HTMLElement {
  const { word, code, mood } = describeResult({ kind, resultCode })
  const { text, isGood } = answerWords(outcome)
  return element(
    'summary',
    {},
    classed('span', 'time', clockTime(sentAt ?? plannedAt)),
    classed('span', 'what', describeKind(kind)),
    classed('span', `result ${mood}`, code === null ? word : `${word} ${code}`),
    classed('span', `answer ${isGood === null ? '' : isGood ? 'good' : 'bad'}`, text),
    classed('span', 'reference', reference),
  )
}

/** What the app said. */
function answerWords(outcome: CallbackSummary['outcome']): { readonly text: string; readonly isGood: boolean | null } {
  if (outcome.kind === 'waiting') return { text: 'on its way', isGood: null }
  if (outcome.kind === 'lost') return { text: 'lost, as the fault wants it', isGood: false }
  if (outcome.kind === 'failed') return { text: outcome.reason, isGood: false }
  return { text: `app: ${outcome.status} · ${duration(outcome.ms)}`, isGood: outcome.status < 300 }
}

async function fill(node: HTMLDetailsElement, number: number): Promise<void> {
  const place = node.lastElementChild
  if (place === null) return
  try {
    place.replaceChildren(...detail(await fetchCallback(number)))
  } catch (thrown) {
    place.replaceChildren(classed('p', 'wrong', thrown instanceof Error ? thrown.message : String(thrown)))
  }
}

function detail({ record, pretty, fields, findings }: CallbackDetail): readonly HTMLElement[] {
  const text = pretty ?? record.body
  return [
    classed(
      'p',
      'note',
      `POST ${record.sentTo ?? record.url}`,
      ...(isElsewhere(record) ? [`, for ${record.url}`] : []),
    ),
    ...(findings.length === 0
      ? []
      : [
          element(
            'ul',
            { class: 'findings' },
            ...findings.map(({ code, message }) =>
              element('li', { class: 'finding warning' }, element('code', {}, code), ' ', ...prose(message)),
            ),
          ),
        ]),
    ...answerBlock(record.outcome),
    element(
      'dl',
      { class: 'fields' },
      ...fields.map(({ path, name, value, meaning }) =>
        classed(
          'div',
          'field',
          element('dt', { title: path }, name ?? path.split('.').at(-1) ?? path),
          element('dd', {}, element('code', {}, value)),
          classed('dd', 'meaning', meaning),
        ),
      ),
    ),
    classed(
      'div',
      'block-head',
      classed('p', 'note', 'Body'),
      button({ class: 'small' }, 'Copy', () => void copyText(text, 'body')),
    ),
    textBlock(text, pretty !== null),
  ]
}

function isElsewhere({ sentTo, url }: CallbackDetail['record']): boolean {
  return sentTo !== null && sentTo !== url
}

function answerBlock(outcome: CallbackSummary['outcome']): readonly HTMLElement[] {
  if (outcome.kind !== 'answered') return []
  const json = indentJson(outcome.body)
  return [
    classed('p', 'note', `The app answered ${outcome.status}${outcome.body === '' ? ', without a body.' : ':'}`),
    ...(outcome.body === '' ? [] : [textBlock(json ?? outcome.body, json !== null)]),
  ]
}
