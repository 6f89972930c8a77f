import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { groupReadings, type KeyReading } from '../../env-file/key-reading.ts'
import { findCommand, findReferences } from '../../env-file/lints/references.ts'
import { type EnvFileLines, type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { type EscapedQuoteFault, judgeEscapedQuote } from './escaped-quotes.ts'
import { gradeOf } from './grade.ts'
import { harmFinding, limitFindings } from './harm-finding.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { spelling } from './topics.ts'
import { unquote } from './unquote.ts'

const codes = {
  'env/escapes': {
    severity: 'warning',
    title: 'A backslash in a value is not read alike',
    why: 'Inside double quotes some loaders turn `\\n` into a line break and `\\"` into a quote, others leave both as they are; a shell drops the backslash.',
    fix: 'Write the value without backslashes; paths work with `/` on Windows too',
  },
} as const

export const escapesAgree = defineCheck({
  id: 'escapes-agree',
  family: 'env',
  title: 'Backslashes are read alike',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap((file) =>
        limitFindings([...file.suspects.flatMap((line) => judgeLine(line, lines)), ...judgeHarms(file, lines)]),
      ),
    ),
})

function judgeLine(line: EnvLine, lines: EnvLines): readonly Finding<'env/escapes'>[] {
  const { segment, file } = line
  const value = decodeText(file.document.bytes, segment.value)
  const quoteFault = segment.defect === null ? judgeEscapedQuote(line) : undefined
  if (quoteFault !== undefined) return [quoteFinding(line, lines, quoteFault)]
  const slash = value.indexOf('\\')
  if (slash === -1 || segment.defect !== null || /[\r\n]/.test(value)) return []
  // These change a value in ways of their own, and have findings of their own.
  if (value.includes('#') || findReferences(value).length > 0 || findCommand(value) !== undefined) return []
  const read = line
    .alone()
    .filter((one) => one.outcome === 'value')
    .map(normalise)
  const changed = read.filter((one) => one.value !== value)
  const broken = changed.filter((one) => /[\n\r\t\v\f]/.test(one.value))
  const isWrong =
    broken.length > 0 || groupReadings(read).length > 1 || (segment.quote === 'none' && changed.length > 0)
  if (changed.length === 0 || !isWrong) return []
  const isPath = /^[A-Za-z]:\\/.test(value) && broken.length > 0
  const start = segment.value.start + byteLength(value.slice(0, slash))
  return [
    lineFinding(codes, 'env/escapes', ofLine(line, lines), {
      ...gradeOf(isPath ? 'error' : 'warning', changed, lines),
      message: `${nameLoaders(changed)} ${verb(changed, 'changes', 'change')} \`${segment.key}\` at its backslash`,
      span: { start, end: start + 2 },
      readings: line.alone(),
      evidence: { loaders: changed.map(({ loader }) => loader) },
    }),
  ]
}

function quoteFinding(line: EnvLine, lines: EnvLines, fault: EscapedQuoteFault): Finding<'env/escapes'> {
  const { cutting, keeping, message, start, fix } = fault
  const isCut = cutting.length > 0
  return lineFinding(codes, 'env/escapes', ofLine(line, lines), {
    ...gradeOf(isCut ? 'error' : 'warning', isCut ? cutting : keeping, lines),
    message,
    span: { start, end: start + 2 },
    readings: line.alone(),
    evidence: { loaders: [...cutting, ...keeping].map(({ loader }) => loader) },
    why: isCut
      ? 'To a loader that knows no backslash the next quote ends the value: the app sends half a key or password, and Safaricom refuses it.'
      : 'Not every loader takes the backslash away: the app then sends it along with the quote, and Safaricom refuses the key or password.',
    fix,
  })
}

function normalise(reading: Extract<KeyReading, { outcome: 'value' }>): Extract<KeyReading, { outcome: 'value' }> {
  // Quotes that are kept are another fault.
  return reading.loader === 'docker' ? { ...reading, value: unquote(reading.value) } : reading
}

function judgeHarms(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/escapes'>[] {
  return file.harms().flatMap((harm) => {
    const { segment, code } = harm
    if (code !== 'env/escapes' || segment.kind !== 'assignment') return []
    const what = `\`${segment.key}\` holds a backslash that means nothing`
    return [harmFinding(codes, code, { file, lines, harm }, { what, span: segment.keySpan })]
  })
}
