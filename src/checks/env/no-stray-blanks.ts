import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { decodeText, findLineEnd } from '../../env-file/bytes.ts'
import type { Assignment, Span } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { gradeOf } from './grade.ts'
import { harmFinding, limitFindings } from './harm-finding.ts'
import { describeHarm, harmedLoaders, repairFix } from './harm-text.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { spelling } from './topics.ts'
import { unquote } from './unquote.ts'

const codes = {
  'env/whitespace': {
    severity: 'error',
    title: 'A blank stands where a loader keeps it or stumbles over it',
    why: 'The blank becomes part of the value, or the variable is lost; Safaricom then refuses the key, or answers `Invalid CallBackURL`.',
    fix: 'Write `NAME=value` without blanks around any part of it',
  },
} as const

export const noStrayBlanks = defineCheck({
  id: 'no-stray-blanks',
  family: 'env',
  title: 'No blanks around names and values',
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

interface Blanks {
  readonly where: string
  readonly span: Span
}

function judgeLine(line: EnvLine, lines: EnvLines): readonly Finding<'env/whitespace'>[] {
  const { segment, file } = line
  const blanks = blanksOf(segment, file.document.bytes)
  const first = blanks[0]
  if (first === undefined) return []
  const harm = file.harms().find((one) => one.segment === segment && one.code === 'env/whitespace')
  const keeping = line.alone().filter((reading) => {
    if (reading.outcome !== 'value') return false
    const text = unquote(reading.value)
    return text !== '' && /^[ \t]|[ \t]$/.test(text)
  })
  const wrong = [...(harm === undefined ? [] : harmedLoaders(harm)), ...keeping.map(({ loader }) => loader)]
  if (wrong.length === 0) return []
  const places = nameBlanks(blanks)
  const effects = [
    ...(keeping.length > 0 ? [`${nameLoaders(keeping)} ${verb(keeping, 'keeps', 'keep')} them in the value`] : []),
    ...(harm === undefined ? [] : [describeHarm(harm)]),
  ]
  return [
    lineFinding(codes, 'env/whitespace', ofLine(line, lines), {
      ...gradeOf('error', wrong, lines),
      message: `\`${segment.key}\` has blanks ${places}; ${effects.join('; ')}`,
      span: first.span,
      readings: line.alone(),
      evidence: { loaders: wrong, blanks: blanks.map(({ where }) => where) },
      fix: repairFix,
    }),
  ]
}

function nameBlanks(blanks: readonly Blanks[]): string {
  const names = blanks.map(({ where }) => where).join(' and ')
  return names.replace(/before the (`.`) and behind the \1/, 'around the $1')
}

/** A comment keeps the blanks before it from being stray: they belong to it. */
function blanksOf(segment: Assignment, bytes: Uint8Array): readonly Blanks[] {
  const { indent, keySpan, separatorSpan, value, quotedValue, quote, comment, separator } = segment
  if (value.start === value.end) return indent.end > indent.start ? [{ where: 'before the name', span: indent }] : []
  const text = decodeText(bytes, separatorSpan)
  const sign = keySpan.end + text.indexOf(separator)
  const inner = decodeText(bytes, value)
  const lead = inner.length - inner.replace(/^[ \t]+/, '').length
  let tail = 0
  while (tail < inner.length && /[ \t]/.test(inner.charAt(inner.length - 1 - tail))) tail++
  const lineEnd = findLineEnd(bytes, quotedValue.end)
  // Behind a colon one blank belongs there.
  const afterSign = separator === ':' ? separatorSpan.end : sign + 1
  const candidates: readonly Blanks[] = [
    { where: 'before the name', span: indent },
    { where: `before the \`${separator}\``, span: { start: keySpan.end, end: sign } },
    { where: `behind the \`${separator}\``, span: { start: afterSign, end: separatorSpan.end } },
    {
      where: quote === 'none' ? 'before the value' : 'inside the quotes',
      span: { start: value.start, end: value.start + lead },
    },
    {
      where: quote === 'none' ? 'at its end' : 'inside the quotes',
      span: { start: value.end - tail, end: value.end },
    },
    {
      where: 'at the end of the line',
      span: { start: quotedValue.end, end: comment === null ? lineEnd : quotedValue.end },
    },
  ]
  const present = candidates.filter(({ span }) => span.end > span.start)
  return present.filter(({ where }, index) => present.findIndex((one) => one.where === where) === index)
}

/** Variables of others matter only where they make a loader refuse the whole file. */
function judgeOthers(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/whitespace'>[] {
  return file.harms().flatMap((harm) => {
    const { segment, code } = harm
    if (code !== 'env/whitespace' || segment.kind !== 'assignment' || file.ours.includes(segment)) return []
    const span = blanksOf(segment, file.document.bytes)[0]?.span
    const what = `\`${segment.key}\` has blanks around its name`
    return [harmFinding(codes, 'env/whitespace', { file, lines, harm }, { what, span, fix: repairFix })]
  })
}
