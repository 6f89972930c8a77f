import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { isLost } from '../../env-file/lints/read-alone.ts'
import type { Assignment, Span } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { type Grade, gradeOf } from './grade.ts'
import { harmFinding, limitFindings } from './harm-finding.ts'
import { innerNames } from './inner-names.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/unterminated-quote': {
    severity: 'error',
    title: 'A quote is opened and never closed as it should be',
    why: 'The value goes on to the next quote of the file, and the variables in between are no variables any more.',
    fix: 'Close the quote at the end of the value, with nothing but a comment behind it',
  },
  'env/multiline': {
    severity: 'warning',
    title: 'A value goes over several lines',
    why: 'Some loaders read the first line only and take the rest for other lines of the file. No setting of Daraja has several lines.',
    fix: 'Write the value on one line',
  },
} as const

const whyOfText =
  'Some loaders end the value at the quote and drop what stands behind it, some keep all of it with the quotes, some lose the variable or the whole file.'
const whyOfQuote =
  'Some loaders keep the quote as a part of the value; others lose the variable, and whatever follows up to the next quote or the end of the file.'

export const quotesClosed = defineCheck({
  id: 'quotes-closed',
  family: 'env',
  title: 'Each quote is closed on its line',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap((file) =>
        limitFindings([...file.suspects.flatMap((line) => judgeLine(line, lines)), ...judgeOthers(file, lines)]),
      ),
    ),
})

function judgeLine(line: EnvLine, lines: EnvLines): readonly Finding<keyof typeof codes>[] {
  const { segment, file } = line
  const { bytes } = file.document
  const names = innerNames(segment, bytes)
  if (segment.defect !== null || names.length > 0) return judgeOpen(line, lines, names)
  if (!/[\r\n]/.test(decodeText(bytes, segment.value))) return []
  const read = line.alone()
  const cut = read.filter((one) => one.outcome === 'value' && !/[\r\n]/.test(one.value))
  const effect = cut.length === 0 ? '' : `; ${nameLoaders(cut)} ${verb(cut, 'cuts', 'cut')} it at the end of the first`
  return [
    lineFinding(codes, 'env/multiline', ofLine(line, lines), {
      ...gradeLines(read.filter(isLost), cut, lines),
      message: `The value of \`${segment.key}\` goes over several lines${effect}`,
      span: openingQuote(segment),
      readings: read,
    }),
  ]
}

/** Where some loader reads all of it, the app may be that loader's; where none does, it has no such value. */
function gradeLines(lost: readonly unknown[], cut: readonly unknown[], lines: EnvLines): Grade {
  const wrong = [...lost, ...cut]
  const isWrongForAll = wrong.length >= lines.readings.loaders.length
  if (lost.length > 0 || isWrongForAll) return gradeOf('error', wrong, lines)
  return { severity: 'warning', confidence: 'certain' }
}

function judgeOpen(line: EnvLine, lines: EnvLines, names: readonly string[]) {
  const { segment, file } = line
  const text = decodeText(file.document.bytes, segment.quotedValue)
  const harm = file.harms().find((one) => one.segment === segment && one.swallowed.length > 0)
  const swallowed = [...new Set([...names, ...(harm?.swallowed ?? []).flatMap(({ keys }) => keys)])]
  const what =
    segment.defect === 'text-after-quote'
      ? `\`${segment.key}\` has text behind its closing quote`
      : `The quote before the value of \`${segment.key}\` is not closed on its line`
  const effect = swallowed.length === 0 ? '' : `; it takes in ${swallowed.map((key) => `\`${key}\``).join(', ')}`
  return [
    lineFinding(codes, 'env/unterminated-quote', ofLine(line, lines), {
      ...gradeOpen(line, text, swallowed),
      message: `${what}${effect}`,
      span: openingQuote(segment),
      readings: line.alone(),
      evidence: { swallowed },
      why: swallowed.length > 0 ? undefined : segment.defect === 'text-after-quote' ? whyOfText : whyOfQuote,
    }),
  ]
}

/** A password may begin with a quotation mark, and be read as it stands; nothing else that Daraja gives out does. */
function gradeOpen(line: EnvLine, text: string, swallowed: readonly string[]): Grade {
  const isRead = line.alone().every((reading) => reading.outcome === 'value' && reading.value === text)
  return line.variable.kind === 'password' && isRead && swallowed.length === 0
    ? { severity: 'warning', confidence: 'possible' }
    : { severity: 'error', confidence: 'certain' }
}

/** Variables of others matter where the whole file is refused, or where one of ours disappears in them. */
function judgeOthers(file: EnvFileLines, lines: EnvLines): readonly Finding<keyof typeof codes>[] {
  return file.harms().flatMap((harm) => {
    const { segment, code } = harm
    if (segment.kind !== 'assignment' || file.ours.includes(segment)) return []
    if (code !== 'env/unterminated-quote' && code !== 'env/multiline') return []
    const what =
      code === 'env/multiline'
        ? `The value of \`${segment.key}\` goes over several lines`
        : `The quote before the value of \`${segment.key}\` is not closed`
    const why = code === 'env/unterminated-quote' && harm.swallowed.length === 0 ? whyOfQuote : undefined
    return [harmFinding(codes, code, { file, lines, harm }, { what, span: openingQuote(segment), why })]
  })
}

function openingQuote({ quotedValue }: Assignment): Span {
  return { start: quotedValue.start, end: quotedValue.start + 1 }
}
