import { printable } from '../core/printable.ts'
import type { Paint } from './paint.ts'
import type { PrettyContext } from './pretty-context.ts'
import { wrapEvidence } from './wrap-evidence.ts'
import { wrapText } from './wrap-text.ts'

export const labelIndent = '      '
export const labelWidth = 8

export function row(label: string, text: string, context: PrettyContext): readonly string[] {
  // Before it is wrapped, for plain characters may be more of them.
  return labelled(label, wrapText(context.glyphs.text(text), roomIn(context)), context)
}

/** A row of what was seen: see `wrapEvidence`. */
export function evidenceRow(label: string, text: string, context: PrettyContext): readonly string[] {
  const safe = context.redact?.(text) ?? text
  return labelled(label, wrapEvidence(context.glyphs.text(safe), roomIn(context), context.glyphs.text('…')), context)
}

function roomIn({ width }: PrettyContext): number {
  return Math.max(30, width - labelIndent.length - labelWidth)
}

function labelled(label: string, lines: readonly string[], { paint }: PrettyContext): readonly string[] {
  return lines.map((line, index) => {
    const start = index === 0 ? paint.dim(label.padEnd(labelWidth)) : ' '.repeat(labelWidth)
    return `${labelIndent}${start}${markCode(line, paint)}`
  })
}

/** Code and commands are pasted: they keep their lines and are never wrapped. */
export function verbatim(text: string, { paint }: PrettyContext): readonly string[] {
  return text.split('\n').map((line) => `${labelIndent}${' '.repeat(labelWidth)}${paint.cyan(printable(line))}`)
}

/** With colour the backticks give way to it; without, they stay. */
export function markCode(line: string, paint: Paint): string {
  return paint.colored ? line.replace(/`([^`]+)`/g, (_, code: string) => paint.cyan(code)) : line
}

/** Where the whole line has one colour already, the backticks only go. */
export function plainCode(text: string, paint: Paint): string {
  return paint.colored ? text.replaceAll('`', '') : text
}

export function wrapHanging(text: string, { width, glyphs }: PrettyContext): string {
  return wrapText(glyphs.text(text), Math.max(30, width - 4)).join('\n    ')
}
