import { judgeRecordedAnswer } from '../checks/replies/judge-recorded.ts'
import type { JsonObject } from '../core/json.ts'
import { printable } from '../core/printable.ts'
import type { CallbackMessage } from '../daraja/callback-message.ts'
import { readCallbackMessage } from '../daraja/callback-message.ts'
import { toNairobiIso } from '../daraja/nairobi-time.ts'
import { isSafaricomAddress } from '../daraja/source-addresses.ts'
import { describeAnswer, describeRequest, describeTurnedAway } from '../inbox/describe-event.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { TurnedAway } from '../inbox/inbox-server.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import type { Invocation } from './command.ts'
import { formatOf } from './run-report.ts'

type Arrived = Omit<InboxEvent, 'answer'>

/** What is said of recorded callbacks: one line each way for people, one JSON object a line for programs. */
export interface InboxVoice {
  ready(url: string, forward: string | null, folder: string): void
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

function humanVoice({ output }: Invocation): InboxVoice {
  const { paint, talkPaint, glyphs, width } = output
  const talk = (text: string): void => {
    if (!output.quiet) output.talk(`${text}\n`)
  }
  const warn = (text: string): void =>
    output.talk(`${talkPaint.yellow(glyphs.warn)} ${wrapText(printable(text), width - 2).join('\n  ')}\n`)
  const answerOf = (event: InboxEvent): string => {
    const { answer, request } = event
    const described = describeAnswer(answer, request)
    const text = isKept(event) ? described : described.replace('; kept for replay', '')
    return answer?.kind === 'answer' && answer.status >= 200 && answer.status < 300
      ? paint.green(text)
      : paint.red(text)
  }
  return {
    ready(url, forward, folder) {
      talk(
        `${talkPaint.green(glyphs.pass)} ${talkPaint.bold(url)} ${glyphs.arrow} ${forward ?? 'nobody (callbacks are only kept)'}`,
      )
      talk(`Ready. Callbacks are kept in ${folder}. Ctrl-C ends it.`)
    },
    arrived: (event) =>
      output.data(
        `${paint.dim(timeOf(event))} --> ${printable(describeRequest(event.request, messageOf(event)))}${sourceNote(event)}\n`,
      ),
    answered(event) {
      output.data(`${paint.dim(timeOf(event))} <-- ${answerOf(event)}${isKept(event) ? `  #${event.number}` : ''}\n`)
      for (const { code, message } of judgeRecordedAnswer(event)) warn(`${code}: ${message}`)
    },
    turnedAway: (turnedAway) => warn(describeTurnedAway(turnedAway)),
    listed: (event) =>
      output.data(
        `#${event.number}  ${paint.dim(toNairobiIso(new Date(event.receivedAt)).slice(0, 19).replace('T', ' '))}  ${printable(
          describeRequest(event.request, messageOf(event)),
        )} ${glyphs.arrow} ${answerOf(event)}\n`,
      ),
    warn,
    hint: (text) => talk(wrapText(text, width).join('\n')),
  }
}

/** A tunnel that cannot write to the inbox still shows what comes through. */
function isKept({ number }: InboxEvent): boolean {
  return number > 0
}

/** Only where the sender is known by name; on a laptop everything comes from the tunnel's agent. */
function sourceNote({ request: { from } }: Arrived): string {
  if (from === null) return ''
  return isSafaricomAddress(from) === 'unknown' ? '' : `  from Safaricom (${from})`
}

function jsonVoice({ output, redactor }: Invocation): InboxVoice {
  const line = (type: string, rest: JsonObject): void =>
    output.document(`${JSON.stringify(redactor.value({ type, ...rest }))}\n`)
  return {
    ready: (url, forward, folder) => line('inbox.ready', { url, forward, folder }),
    arrived: (event) => line('callback.arrived', eventJson({ ...event, answer: null })),
    answered: (event) =>
      line('callback.answered', {
        ...eventJson(event),
        findings: judgeRecordedAnswer(event).map(({ code, severity, message }) => ({ code, severity, message })),
      }),
    turnedAway: (turnedAway) => line('turned-away', { ...turnedAway }),
    listed: (event) => line('event', eventJson(event)),
    warn: (text) => line('warning', { text }),
    hint: () => undefined,
  }
}

/** An event as programs get it; what is sealed stays in the file. */
export function eventJson(event: InboxEvent): JsonObject {
  const { sealed: _, ...request } = event.request
  return JSON.parse(JSON.stringify({ ...event, request, message: messageOf(event) })) as JsonObject
}
