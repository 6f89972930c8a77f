import { formatDuration } from '../core/duration.ts'
import type { JsonObject } from '../core/json.ts'
import { printable } from '../core/printable.ts'
import type { RestoredKey } from '../env-file/writer.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { TurnedAway } from '../inbox/inbox-server.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import { diffLine, type SwapChange } from '../tunnel/swap-plan.ts'
import type { TunnelEvent } from '../tunnel/watch-session.ts'
import { type Invocation, optionValue } from './command.ts'
import { createInboxVoice } from './inbox-voice.ts'
import { formatOf } from './run-report.ts'
import { describeTunnelEvent, tunnelEventJson } from './tunnel-event-voice.ts'

/** What is known when the tunnel can be used; also the content of the ready file. */
export interface ReadyFacts {
  readonly url: string
  readonly provider: string
  /** The app. */
  readonly target: string
  /** False where nothing tells whether the URL leads to the app's port: a tunnel that is known by its URL only. */
  readonly targetSeen: boolean
  /** Each variable with the URL that it has now. */
  readonly keys: Readonly<Record<string, string>>
  /** Of the request that went to the public URL and was answered behind the tunnel; null where nothing stands there. */
  readonly roundTripMs: number | null
  /** What the app answered to a callback that can settle nothing; null if it was not asked or gave no answer. */
  readonly app: { readonly status: number; readonly ms: number } | null
  /** Folder of the kept callbacks; null if they are not kept. */
  readonly inbox: string | null
  /** From the start of the program, in milliseconds. */
  readonly ms: number
}

/** What a running tunnel says: sentences for people, one JSON object a line for programs. */
export interface TunnelVoice {
  ready(facts: ReadyFacts, end: string): void
  /** The public URL does not lead here yet; `why` is a clause. */
  notReady(url: string, why: string): void
  changed(file: string, changes: readonly SwapChange[]): void
  /** `NAME=URL` for a shell to read. */
  assignments(lines: readonly string[]): void
  restored(place: string, key: string, outcome: RestoredKey['outcome']): void
  happened(event: TunnelEvent): void
  /** The process behind the app's port is newer than the env file. */
  restarted(pid: number): void
  arrived(event: Omit<InboxEvent, 'answer'>): void
  answered(event: InboxEvent): void
  /** Something came that is no whole, valid request. */
  turnedAway(turnedAway: TurnedAway): void
  warn(text: string): void
  hint(text: string): void
}

const outcomes: Readonly<Record<RestoredKey['outcome'], string>> = {
  restored: 'is back to what it was',
  already: 'was what it had been already',
  changed: 'was changed by somebody else since; left as it is',
  gone: 'is no longer in the file; nothing to restore',
}

export function createTunnelVoice(invocation: Invocation): TunnelVoice {
  return formatOf(invocation) === 'json' ? jsonVoice(invocation) : humanVoice(invocation)
}

function humanVoice(invocation: Invocation): TunnelVoice {
  const { output } = invocation
  const { paint, talkPaint, glyphs, width } = output
  const { arrived, answered, turnedAway } = createInboxVoice(whereAsked(invocation))
  const wrapped = (text: string, hang = ''): string => wrapText(printable(text), width - hang.length).join(`\n${hang}`)
  const talk = (text: string): void => {
    if (!output.quiet) output.talk(`${text}\n`)
  }
  const good = (text: string): void => talk(`${talkPaint.green(glyphs.pass)} ${wrapped(text, '  ')}`)
  const warn = (text: string): void => output.talk(`${talkPaint.yellow(glyphs.warn)} ${wrapped(text, '  ')}\n`)
  return {
    ready({ url, target, targetSeen, roundTripMs, app, inbox, ms }, end) {
      const port = /\d+$/.exec(target)?.[0]
      if (targetSeen) talk(`${talkPaint.green(glyphs.pass)} ${talkPaint.bold(url)} ${glyphs.arrow} ${target}`)
      else good(`${url} answers; whether it leads to port ${port} cannot be seen from here`)
      const proof = roundTripMs === null ? '' : `, round trip ${formatDuration(roundTripMs)}`
      const answer = app === null ? '' : `, ${targetSeen ? 'the app' : 'the URL'} answered ${app.status}`
      talk(
        wrapped(
          `Ready in ${formatDuration(ms)}${proof}${answer}. ${inbox === null ? '' : `Callbacks are kept in ${inbox}. `}${end}`,
        ),
      )
    },
    notReady: (url, why) => warn(`${url} does not lead here yet: ${why}; still trying`),
    changed(file, changes) {
      const lines = changes.flatMap((change) => diffLine(file, change, glyphs.arrow) ?? [])
      output.data(lines.map((line) => `${paint.green(printable(line))}\n`).join(''))
    },
    assignments: (lines) => output.data(lines.map((line) => `${line}\n`).join('')),
    restored: (place, key, outcome) => talk(`${place}  ${key} ${outcomes[outcome]}`),
    happened(event) {
      const { text, isGood } = describeTunnelEvent(event)
      if (isGood) good(text)
      else warn(text)
    },
    restarted: (pid) => good(`the app was started anew (process ${pid}) and has the new URL`),
    arrived,
    answered,
    turnedAway,
    warn,
    hint: (text) => talk(wrapped(text)),
  }
}

/** Where stdout holds assignments for a shell, nothing else belongs there. */
function whereAsked(invocation: Invocation): Invocation {
  const { output } = invocation
  const isData = optionValue(invocation, 'print') === true || optionValue(invocation, 'write') === false
  return isData ? { ...invocation, output: { ...output, data: output.talk, paint: output.talkPaint } } : invocation
}

function jsonVoice(invocation: Invocation): TunnelVoice {
  const { output, redactor } = invocation
  const { arrived, answered, turnedAway } = createInboxVoice(invocation)
  const line = (type: string, rest: JsonObject): void =>
    output.document(`${JSON.stringify(redactor.value({ type, ...rest }))}\n`)
  return {
    ready: (facts) => line('tunnel.ready', { ...facts }),
    notReady: (url, why) => line('tunnel.not-ready', { url, why }),
    changed(file, changes) {
      if (changes.length > 0) line('env-file.changed', { file, changes: changes.map(changeJson) })
    },
    assignments: (lines) => line('tunnel.assignments', { lines }),
    restored: (place, key, outcome) => line('env-file.restored', { place, key, outcome }),
    happened: (event) => line(...tunnelEventJson(event)),
    restarted: (pid) => line('app.restarted', { pid }),
    arrived,
    answered,
    turnedAway,
    warn: (text) => line('warning', { text }),
    hint: () => undefined,
  }
}

function changeJson({ key, line, before, after }: SwapChange): JsonObject {
  return { key, line, before, after }
}
