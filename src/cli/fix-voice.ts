import { printable } from '../core/printable.ts'
import type { FixOutcome } from '../env-file/fixes/plan-fixes.ts'
import type { DiffLine } from '../env-file/fixes/unified-diff.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import type { Invocation } from './command.ts'

/** How the fixes of an env file are told. The diff is data, everything about it is talk. */
export interface FixVoice {
  diff(lines: readonly DiffLine[]): void
  outcomes(path: string, outcomes: readonly FixOutcome[]): void
  hint(text: string): void
}

/** Of more faults of one kind only these are listed one by one. */
const mostListed = 20

/** With `asTalk` the diff goes to stderr, because stdout holds a document. */
export function createFixVoice({ output }: Invocation, asTalk: boolean): FixVoice {
  const { glyphs, talkPaint, width } = output
  const paint = asTalk ? talkPaint : output.paint
  const wrapped = (text: string, hang: string): string => wrapText(text, width - hang.length).join(`\n${hang}`)
  const talk = (text: string): void => {
    if (!output.quiet) output.talk(`${text}\n`)
  }
  const colors = { head: paint.cyan, same: (text: string) => text, removed: paint.red, added: paint.green }
  return {
    diff(lines) {
      const text = lines.map((line) => `${colors[line.kind](visible(line.text))}\n`).join('')
      if (asTalk) output.talk(text)
      else output.data(text)
    },
    outcomes(path, outcomes) {
      for (const { line, key, code, explanation, reason } of outcomes.slice(0, mostListed)) {
        const sign = reason === null ? talkPaint.green(glyphs.pass) : talkPaint.yellow(glyphs.warn)
        const place = `${path}:${line}${key === null ? '' : ` ${key}`}`
        const what = reason === null ? explanation : `not fixed: ${reason}`
        talk(`${sign} ${wrapped(`${place}: ${what} (${code})`, '  ')}`)
      }
      if (outcomes.length > mostListed) talk(`  and ${outcomes.length - mostListed} more`)
    },
    hint: (text) => talk(wrapped(text, '')),
  }
}

/** Spaces that look like plain ones are spelt out, because they are what the change is about. */
export function visible(text: string): string {
  return printable(text).replace(/[\u00a0\u202f\u2060]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
