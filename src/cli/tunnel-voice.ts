import { printable } from '../core/printable.ts'
import type { RestoredKey } from '../env-file/writer.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import type { TunnelStatus } from '../tunnel/provider.ts'
import type { Invocation } from './command.ts'
import { formatOf } from './run-report.ts'

/** What a running tunnel says: sentences for people, one JSON object a line for programs. */
export interface TunnelVoice {
  ready(url: string, target: string): void
  diff(lines: readonly string[]): void
  /** `NAME=URL` for a shell to read. */
  assignments(lines: readonly string[]): void
  restored(place: string, key: string, outcome: RestoredKey['outcome']): void
  status(status: TunnelStatus): void
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

function humanVoice({ output }: Invocation): TunnelVoice {
  const { paint, talkPaint, glyphs, width } = output
  const wrapped = (text: string, hang = ''): string => wrapText(text, width - hang.length).join(`\n${hang}`)
  const talk = (text: string): void => {
    if (!output.quiet) output.talk(`${text}\n`)
  }
  return {
    ready(url, target) {
      talk(`${talkPaint.green(glyphs.pass)} ${talkPaint.bold(url)} ${glyphs.arrow} ${target}`)
      talk('Ready. Ctrl-C closes the tunnel and puts the old value back.')
    },
    diff: (lines) => output.data(lines.map((line) => `${paintDiff(printable(line))}\n`).join('')),
    assignments: (lines) => output.data(lines.map((line) => `${line}\n`).join('')),
    restored: (place, key, outcome) => talk(`${place}  ${key} ${outcomes[outcome]}`),
    status: (status) =>
      talk(
        status === 'closed'
          ? `${talkPaint.yellow(glyphs.warn)} the tunnel dropped; ngrok is reconnecting`
          : `${talkPaint.green(glyphs.pass)} the tunnel is back, same URL`,
      ),
    warn: (text) => output.talk(`${talkPaint.yellow(glyphs.warn)} ${wrapped(text, '  ')}\n`),
    hint: (text) => talk(wrapped(text)),
  }

  function paintDiff(line: string): string {
    const sign = /^\S*\s*([-+]) /.exec(line)?.[1]
    return sign === '-' ? paint.red(line) : sign === '+' ? paint.green(line) : line
  }
}

function jsonVoice({ output, redactor }: Invocation): TunnelVoice {
  const line = (type: string, rest: Readonly<Record<string, string | readonly string[]>>): void =>
    output.document(`${JSON.stringify(redactor.value({ type, ...rest }))}\n`)
  return {
    ready: (url, target) => line('tunnel.ready', { url, target }),
    diff: (lines) => line('env-file.changed', { diff: lines }),
    assignments: (lines) => line('tunnel.assignments', { lines }),
    restored: (place, key, outcome) => line('env-file.restored', { place, key, outcome }),
    status: (status) => line(status === 'closed' ? 'tunnel.dropped' : 'tunnel.back', {}),
    warn: (text) => line('warning', { text }),
    hint: () => undefined,
  }
}
