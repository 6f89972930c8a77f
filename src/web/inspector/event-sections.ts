import { printable } from '../../core/printable.ts'
import type { RecordedBody } from '../../inbox/event.ts'
import type { EventDetail } from '../../inbox/inspector-api.ts'
import { copyText } from '../shared/copy.ts'
import { button, classed, element, prose } from '../shared/dom.ts'
import { byteCount, duration, fullTime } from '../shared/format.ts'
import { indentJson, textBlock } from '../shared/json-view.ts'
import { explainReason } from '../shared/result-words.ts'
import { sharedParent } from './json-paths.ts'

const severityWords = { error: 'Error', warning: 'Warning', info: 'Note' } as const

/** What is wrong, before anything else. */
export function findingsSection({ summary, answer, cannotReplay }: EventDetail): HTMLElement {
  const problems = summary.findings.map(({ code, severity, message }) =>
    finding(severity, severityWords[severity], code, message),
  )
  if (answer === null) problems.push(finding('info', 'Note', null, 'The app has not answered yet.'))
  else if (answer.kind === 'no-answer')
    problems.unshift(finding('error', 'Error', String(answer.status), explainReason(answer.reason)))
  if (cannotReplay !== null) problems.push(finding('info', 'Note', null, `Cannot be replayed: ${cannotReplay}`))
  const list = element('ul', { class: 'findings' }, ...problems)
  if (summary.findings.length === 0 && answer?.kind === 'answer')
    list.prepend(finding('fine', 'Fine', null, `Nothing wrong was seen in the app's answer: ${answer.status}.`))
  return section('What was seen', list)
}

function finding(severity: string, word: string, code: string | null, message: string): HTMLElement {
  const text = classed('p', 'message')
  text.append(...prose(message))
  const head = classed('p', 'head', classed('span', 'severity', word))
  if (code !== null) head.append(' ', element('code', {}, code))
  return element('li', { class: `finding ${severity}` }, head, text)
}

/** A long path may be broken after its dots, not in the middle of a name. */
function breakable(path: string): readonly Node[] {
  return path
    .split(/(?<=\.)(?=.)/)
    .flatMap((name, index) => [...(index === 0 ? [] : [element('wbr', {})]), document.createTextNode(printable(name))])
}

/** Every field with its meaning. */
export function fieldsSection({ fields }: EventDetail): HTMLElement | null {
  if (fields.length === 0) return null
  const shared = sharedParent(fields.map(({ path }) => path))
  const rows = fields.map(({ path, name, value, meaning }) =>
    classed(
      'div',
      'field',
      element('dt', { title: path }, ...(name === null ? breakable(path.slice(shared.length)) : [printable(name)])),
      element('dd', {}, element('code', {}, value)),
      classed('dd', 'meaning', meaning),
    ),
  )
  const where =
    shared === '' ? null : element('p', { class: 'note inside' }, 'inside ', element('code', {}, shared.slice(0, -1)))
  return section('Fields', where, element('dl', { class: 'fields' }, ...rows))
}

export function bodySection({ request: { body }, pretty }: EventDetail): HTMLElement {
  const text = pretty ?? body.content
  const copy = button({ class: 'small' }, 'Copy body', () => void copyText(text, 'body'))
  if (body.bytes === 0) return section('Body', classed('p', 'note', 'The request has no body.'))
  const shown = textBlock(text, pretty !== null)
  return section('Body', classed('div', 'block-head', bodyNote(body), copy), shown)
}

function bodyNote({ bytes, encoding, exact }: RecordedBody): HTMLElement {
  const parts = [byteCount(bytes)]
  if (encoding === 'base64') parts.push('no text: shown as Base64')
  if (!exact) parts.push('masked or cut off')
  return classed('p', 'note', parts.join(' · '))
}

export function headersSection(title: string, headers: EventDetail['request']['headers'], line: string): HTMLElement {
  const rows = headers.map(([name, value]) =>
    classed('div', 'header', element('dt', {}, name), element('dd', {}, value)),
  )
  return section(title, classed('p', 'request-line', line), element('dl', { class: 'headers' }, ...rows))
}

export function answerSection({ answer }: EventDetail): HTMLElement {
  if (answer === null) return section("The app's answer", classed('p', 'note', 'None yet.'))
  if (answer.kind === 'no-answer') {
    const line = `${answer.status} from the inbox, after ${duration(answer.ms)}`
    return section("The app's answer", classed('p', 'note', `None. ${line}.`))
  }
  const line = `${answer.status} ${answer.statusText}`.trim()
  const headers = answer.headers.map(([name, value]) =>
    classed('div', 'header', element('dt', {}, name), element('dd', {}, value)),
  )
  const json = answer.body.encoding === 'utf8' ? indentJson(answer.body.content) : null
  return section(
    "The app's answer",
    classed('p', 'request-line', `${line} · ${duration(answer.ms)}`),
    element('dl', { class: 'headers' }, ...headers),
    bodyNote(answer.body),
    answer.body.bytes === 0 ? null : textBlock(json ?? answer.body.content, json !== null),
  )
}

/** Who sent it, and when. */
export function originLine({ summary }: EventDetail): string {
  const { from, peer, fromSafaricom, number, id, receivedAt } = summary
  const origin = from ?? peer
  const whose = fromSafaricom ? ", an address of Safaricom's (nothing proves that it was not forged)" : ''
  return `Event ${number} (${id}), ${fullTime(receivedAt)}, from ${origin}${whose}.`
}

export function section(title: string, ...content: readonly (Node | string | null)[]): HTMLElement {
  return classed('section', 'part', element('h3', {}, title), ...content)
}
