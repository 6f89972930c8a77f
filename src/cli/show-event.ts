import { indentJson } from '../callbacks/json-layout.ts'
import { scanJson } from '../callbacks/json-nodes.ts'
import { judgeRecordedAnswer } from '../checks/replies/judge-recorded.ts'
import { usageError } from '../core/errors.ts'
import { printable } from '../core/printable.ts'
import { toNairobiIso } from '../daraja/nairobi-time.ts'
import { isSafaricomAddress } from '../daraja/source-addresses.ts'
import { describeAnswer, describeRequest } from '../inbox/describe-event.ts'
import type { InboxEvent, RecordedBody, RecordedRequest } from '../inbox/event.ts'
import { explainFields } from '../inbox/inspector/explain-fields.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import { type Invocation, optionValue } from './command.ts'
import { unmasked } from './export-events.ts'
import { createInboxVoice, messageOf, shownEvent } from './inbox-voice.ts'
import { formatOf } from './run-report.ts'
import { showsSecrets } from './shows-secrets.ts'

/** More than this is for `export`. */
const mostShown = 20_000

/** How the event was named, and how many have that name. */
export interface Naming {
  readonly name: string
  readonly count: number
}

/** One event in full: headers, body and what its fields mean, the answer and what is wrong with it. */
export async function showEvent(invocation: Invocation, kept: InboxEvent, { name, count }: Naming): Promise<number> {
  const { output, redactor } = invocation
  if (optionValue(invocation, 'raw') === true)
    throw usageError('option-conflict', '`events show` masks phone numbers and secrets', {
      summary: `see them in a terminal with --show-secrets, or write them out: \`mpesa-doctor events export --raw --id ${kept.id}\``,
    })
  const event = showsSecrets(invocation) ? ((await unmasked(invocation, [kept]))[0] ?? kept) : kept
  const findings = judgeRecordedAnswer(event).map(({ code, severity, message }) => ({ code, severity, message }))
  const fields = fieldsOf(event)
  if (formatOf(invocation) === 'json') {
    const json = {
      type: 'event',
      ...shownEvent(invocation, event),
      findings,
      fields: fields.map((field) => ({ ...field })),
    }
    output.document(`${JSON.stringify(redactor.value(json))}\n`)
    return 0
  }
  for (const lines of [headOf(event, invocation), requestOf(event, invocation), answerOf(event, invocation)])
    output.data(`${lines.join('\n')}\n\n`)
  const voice = createInboxVoice(invocation)
  for (const { code, message } of findings) voice.warn(`${code}: ${message}`)
  if (count > 1)
    voice.hint(
      `${count} events are about this id, this is the newest; \`mpesa-doctor events --id ${name}\` lists them.`,
    )
  voice.hint(`\`mpesa-doctor replay ${event.number}\` sends it again.`)
  return 0
}

function fieldsOf(event: InboxEvent) {
  const { content, encoding } = event.request.body
  return encoding === 'utf8' ? explainFields(content, messageOf(event).kind, new Date(event.receivedAt)) : []
}

function headOf(event: InboxEvent, { output: { paint } }: Invocation): readonly string[] {
  const { request, number, id, receivedAt } = event
  const time = `${toNairobiIso(new Date(receivedAt)).slice(0, 19).replace('T', ' ')} in Nairobi`
  return [
    `${paint.bold(`#${number}`)}  ${id}  ${time}`,
    printable(describeRequest(request, messageOf(event))),
    ...sourceOf(request),
  ]
}

function sourceOf({ from, peer, importedFrom }: RecordedRequest): readonly string[] {
  const imported = importedFrom === undefined ? [] : [`imported from ${printable(importedFrom)}`]
  const address = from ?? peer
  if (address === '') return imported
  const isKnown = isSafaricomAddress(address) !== 'unknown'
  // A header says so, which anybody can write.
  return [
    `from ${printable(address)}${isKnown ? ', an address of Safaricom as far as the headers can be believed' : ''}`,
    ...imported,
  ]
}

function requestOf(event: InboxEvent, invocation: Invocation): readonly string[] {
  const { paint, width } = invocation.output
  const fields = fieldsOf(event).flatMap(({ path, name, value, meaning }) => {
    const [first = '', ...rest] = wrapText(printable(meaning), width - 6)
    return [
      `  ${printable(name === null ? path : `${name} (${path})`)} = ${printable(value === '' ? 'nothing' : value)}`,
      `      ${first}`,
      ...rest.map((line) => `      ${line}`),
    ]
  })
  return [
    paint.dim('request'),
    ...headersOf(event.request.headers),
    ...bodyOf(event.request.body),
    ...(fields.length === 0 ? [] : ['', paint.dim('what it says'), ...fields]),
  ]
}

function answerOf({ answer, request }: InboxEvent, { output: { paint } }: Invocation): readonly string[] {
  const title = `${paint.dim('answer')} ${describeAnswer(answer, request)}`
  return answer?.kind === 'answer' ? [title, ...headersOf(answer.headers), ...bodyOf(answer.body)] : [title]
}

function headersOf(headers: RecordedRequest['headers']): readonly string[] {
  return headers.map(([name, value]) => `  ${printable(`${name}: ${value}`)}`)
}

function bodyOf({ encoding, content, bytes }: RecordedBody): readonly string[] {
  if (bytes === 0) return []
  if (encoding === 'base64') return ['', `  ${bytes} bytes that are no text; \`events export\` has them`]
  const text = scanJson(content) === undefined ? content : indentJson(content)
  const lines = text.slice(0, mostShown).split(/\r?\n/)
  const more = text.length > mostShown ? [`  … ${bytes} bytes in all; \`events export\` has what is kept of them`] : []
  return ['', ...lines.map((line) => `  ${printable(line)}`), ...more]
}
