import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { findCommand } from '../../env-file/lints/references.ts'
import type { Assignment, Span } from '../../env-file/segment.ts'
import { type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { judgeHarms, limitFindings } from './harm-finding.ts'
import { repairFix } from './harm-text.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/command-substitution': {
    severity: 'error',
    title: 'A value asks for a command to be run',
    why: 'Shells and a few loaders run `$(…)` and what stands in backticks; to all others it is the value itself. It is never run here.',
    fix: 'Write the value itself',
  },
} as const

export const noCommands = defineCheck({
  id: 'no-commands',
  family: 'env',
  title: 'No value is a command',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap((file) =>
        limitFindings([
          ...file.suspects.flatMap((line) => judgeLine(line, lines)),
          ...judgeHarms(codes, 'env/command-substitution', file, lines, 'holds a command in place of a value'),
        ]),
      ),
    ),
})

function judgeLine(line: EnvLine, lines: EnvLines): readonly Finding<'env/command-substitution'>[] {
  const { segment, file, isSecret } = line
  const command = commandIn(segment, file.document.bytes)
  if (command === undefined) return []
  // What stands in it would be a piece of the secret.
  const span = isSecret ? { start: command.start, end: command.start + 1 } : command
  const value = decodeText(file.document.bytes, segment.value)
  // A password in single quotes may hold anything, as long as all loaders take it as it stands.
  if (
    isSecret &&
    segment.quote === 'single' &&
    line.alone().every((one) => one.outcome === 'value' && one.value === value)
  )
    return []
  const isQuote = segment.quote === 'backtick'
  return [
    lineFinding(codes, 'env/command-substitution', ofLine(line, lines), {
      severity: 'error',
      confidence: 'certain',
      message: isQuote
        ? `\`${segment.key}\` stands in backticks, which only some of Node’s loaders take for quotes`
        : `\`${segment.key}\` holds a command in place of a value`,
      span,
      readings: line.alone(),
      fix: isQuote && findCommand(value) === undefined ? repairFix : undefined,
    }),
  ]
}

function commandIn({ quote, value, quotedValue, defect }: Assignment, bytes: Uint8Array): Span | undefined {
  if (quote === 'backtick') return { start: quotedValue.start, end: quotedValue.start + 1 }
  const text = decodeText(bytes, value)
  const command = defect === 'unterminated-quote' ? undefined : findCommand(text)
  if (command === undefined) return undefined
  const start = value.start + byteLength(text.slice(0, command.index))
  return { start, end: start + byteLength(text.slice(command.index, command.index + command.length)) }
}
