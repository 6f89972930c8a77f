import { judgeRecordedAnswer } from '../checks/replies/judge-recorded.ts'
import type { JsonObject } from '../core/json.ts'
import { oneLine } from '../core/printable.ts'
import type { CallbackMessage } from '../daraja/callback-message.ts'
import { readCallbackMessage } from '../daraja/callback-message.ts'
import { toNairobiIso } from '../daraja/nairobi-time.ts'
import { isSafaricomAddress } from '../daraja/source-addresses.ts'
import { describeAnswer, describeTurnedAway, requestParts } from '../inbox/describe-event.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { TurnedAway } from '../inbox/inbox-server.ts'
import { maskEvent } from '../inbox/mask-event.ts'
import { splitWords, wrapText } from '../reporters/wrap-text.ts'
import type { Invocation } from './command.ts'
import { hangLine, type PartedLine } from './hang-line.ts'
import { inboxPlace } from './inbox-folder.ts'
import { formatOf } from './run-report.ts'
import { showsSecrets } from './shows-secrets.ts'

type Arrived = Omit<InboxEvent, 'answer'>

/** What is said of recorded callbacks: one line each way for people, one JSON object a line for programs. */
export interface InboxVoice {
  /** `kept` says where: a folder as seen from the project, or a database. */
  ready(url: string, forward: string | null, kept: string): void
  arrived(event: Arrived): void
  answered(event: InboxEvent): void
  /** Something came that is no whole, valid request. */
  turnedAway(turnedAway: TurnedAway): void
  /** One finished event, in lists. */
  listed(event: InboxEvent): void
  warn(text: string): void
  hint(text: string): void
}

export function createInboxVoice(invocation: Invocation): InboxVoice {
  return formatOf(invocation) === 'json' ? jsonVoice(invocation) : humanVoice(invocation)
}

export function messageOf({ request }: Pick<InboxEvent, 'request'>): CallbackMessage {
  return readCallbackMessage(request.body.encoding === 'utf8' ? request.body.content : '')
}

/** `11:02:13` in Nairobi: the clock of whoever paid. */
function timeOf({ receivedAt }: Pick<InboxEvent, 'receivedAt'>): string {
  return toNairobiIso(new Date(receivedAt)).slice(11, 19)
}

/** Live lines are continued below what came, those of a list near the edge. */
const hangs = { live: 13, list: 6 } as const

function humanVoice({ output, deps }: Invocation): InboxVoice {
  const { paint, talkPaint, glyphs, width } = output
  const talk = (text: string): void => {
    if (!output.quiet) output.talk(`${text}\n`)
  }
  const warn = (text: string): void =>
    output.talk(`${talkPaint.yellow(glyphs.warn)} ${wrapText(oneLine(text), width - 2).join('\n  ')}\n`)
  const columns = deps.stdout.isTerminal ? Math.max(40, deps.stdout.columns) : null
  const print = (line: PartedLine): void => output.data(`${hangLine(line, columns)}\n`)
  const answerOf = (event: InboxEvent): readonly string[] => {
    const { answer, request } = event
    const described = describeAnswer(answer, request)
    const text = isKept(event) ? described : described.replace('; kept for replay', '')
    const isGood = answer?.kind === 'answer' && answer.status >= 200 && answer.status < 300
    return splitWords(text).map(isGood ? paint.green : paint.red)
  }
  return {
    ready(url, forward, kept) {
      talk(
        `${talkPaint.green(glyphs.pass)} ${talkPaint.bold(url)} ${glyphs.arrow} ${forward ?? 'nobody (callbacks are only kept)'}`,
      )
      talk(`Ready. Callbacks are kept in ${kept}. Ctrl-C ends it.`)
    },
    arrived: (event) =>
      print({
        head: `${paint.dim(timeOf(event))} -->`,
        parts: [...requestParts(event.request, messageOf(event)), ...sourceNote(event)],
        hang: hangs.live,
      }),
    answered(event) {
      print({
        head: `${paint.dim(timeOf(event))} <--`,
        parts: [...answerOf(event), ...(isKept(event) ? [` #${event.number}`] : [])],
        hang: hangs.live,
      })
      for (const { code, message } of judgeRecordedAnswer(event)) warn(`${code}: ${message}`)
    },
    turnedAway: (turnedAway) => warn(describeTurnedAway(turnedAway)),
    listed(event) {
      const [request = '', ...parts] = requestParts(event.request, messageOf(event))
      const [status = '', ...words] = answerOf(event)
      print({
        head: `#${event.number}  ${paint.dim(toNairobiIso(new Date(event.receivedAt)).slice(0, 19).replace('T', ' '))}`,
        parts: [` ${request}`, ...parts, `${glyphs.arrow} ${status}`, ...words],
        hang: hangs.list,
      })
    },
    warn,
    hint: (text) => talk(wrapText(text, width).join('\n')),
  }
}

/** A tunnel that cannot write to the inbox still shows what comes through. */
function isKept({ number }: InboxEvent): boolean {
  return number > 0
}

/** Only where the sender is known by name; on a laptop everything comes from the tunnel's agent. */
function sourceNote({ request: { from } }: Arrived): readonly string[] {
  return from === null || isSafaricomAddress(from) === 'unknown' ? [] : [` from Safaricom (${from})`]
}

function jsonVoice(invocation: Invocation): InboxVoice {
  const { output, redactor } = invocation
  const line = (type: string, rest: JsonObject): void =>
    output.document(`${JSON.stringify(redactor.value({ type, ...rest }))}\n`)
  return {
    ready: (url, forward, kept) =>
      line('inbox.ready', {
        url,
        forward,
        kept,
        ...(inboxPlace(invocation).kind === 'files' ? { folder: kept } : {}),
      }),
    arrived: (event) => line('callback.arrived', shownEvent(invocation, { ...event, answer: null })),
    answered: (event) =>
      line('callback.answered', {
        ...shownEvent(invocation, event),
        findings: judgeRecordedAnswer(event).map(({ code, severity, message }) => ({ code, severity, message })),
      }),
    turnedAway: (turnedAway) => line('turned-away', { ...turnedAway }),
    listed: (event) => line('event', shownEvent(invocation, event)),
    warn: (text) => line('warning', { text }),
    hint: () => undefined,
  }
}

/** An event as programs get it; what is sealed stays in the file. A body in JSON stays JSON where it is masked. */
export function shownEvent(invocation: Invocation, event: InboxEvent): JsonObject {
  const shown = showsSecrets(invocation) ? event : maskEvent(event, invocation.redactor.text)
  const { sealed: _, ...request } = shown.request
  return JSON.parse(JSON.stringify({ ...shown, request, message: messageOf(event) })) as JsonObject
}
