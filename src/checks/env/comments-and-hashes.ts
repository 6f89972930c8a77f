import { defineCheck, found } from '../../core/check.ts'
import type { Finding, Fix } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import type { KeyReading } from '../../env-file/key-reading.ts'
import { describeSpelling } from '../../env-file/lints/spelling.ts'
import { type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { gradeOf } from './grade.ts'
import { limitFindings } from './harm-finding.ts'
import { repairFix } from './harm-text.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/inline-comment': {
    severity: 'warning',
    title: 'A comment behind a value becomes part of it',
    why: 'Not every loader ends a value at ` #`: python-decouple and docker keep the comment, django-environ the blank before it.',
    fix: 'Put the comment on a line of its own',
  },
  'env/hash-truncates': {
    severity: 'error',
    title: 'A value is cut off at its `#`',
    why: 'Some loaders begin a comment at any `#`, so that the app sends half a key or password and Safaricom refuses it.',
    fix: 'Put the value in quotes, or choose one without `#`',
  },
} as const

export const commentsAndHashes = defineCheck({
  id: 'comments-and-hashes',
  family: 'env',
  title: 'Values end where they should, comments or not',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap(({ suspects }) =>
        limitFindings(suspects.flatMap((line) => [...judgeComment(line, lines), ...judgeHash(line, lines)])),
      ),
    ),
})

function judgeComment(line: EnvLine, lines: EnvLines): readonly Finding<'env/inline-comment'>[] {
  const { segment, file } = line
  const { comment, value, quote, defect } = segment
  if (comment === null || defect !== null) return []
  const note = decodeText(file.document.bytes, comment)
  const wrong = line
    .alone()
    .filter((reading) => keepsComment(reading, decodeText(file.document.bytes, value), note, quote !== 'none'))
  if (wrong.length === 0) return []
  const isEmpty = value.start === value.end
  const severity = isEmpty || wrong.length === lines.readings.loaders.length ? 'error' : 'warning'
  return [
    lineFinding(codes, 'env/inline-comment', ofLine(line, lines), {
      ...gradeOf(severity, wrong, lines),
      message: isEmpty
        ? `\`${segment.key}\` is empty but for a comment, which ${nameLoaders(wrong)} ${verb(wrong, 'takes', 'take')} for the value`
        : `${nameLoaders(wrong)} ${verb(wrong, 'does', 'do')} not end \`${segment.key}\` before the comment`,
      span: comment,
      readings: line.alone(),
      evidence: { loaders: wrong.map(({ loader }) => loader) },
      fix: repairFix,
    }),
  ]
}

function keepsComment(reading: KeyReading, written: string, note: string, isQuoted: boolean): boolean {
  // The value may hold what the comment holds, above all where that is a `#` and no more.
  if (reading.outcome !== 'value' || reading.value === written) return false
  const { value, loader } = reading
  if (value.trimEnd().endsWith(note.trimEnd())) return true
  // A blank before the comment, and quotes that are none because of it. Docker keeps quotes with or without.
  return isQuoted ? /^["'`]/.test(value) && loader !== 'docker' : /[ \t]$/.test(value)
}

function judgeHash(line: EnvLine, lines: EnvLines): readonly Finding<'env/hash-truncates'>[] {
  const { segment, file } = line
  const { bytes } = file.document
  const quoted = decodeText(bytes, segment.quotedValue)
  if (segment.defect !== null || !quoted.includes('#')) return []
  const wrong = line.alone().filter((reading) => isCutAtHash(reading, quoted))
  if (wrong.length === 0) return []
  const start = segment.quotedValue.start + byteLength(quoted.slice(0, quoted.indexOf('#')))
  const whole = [...decodeText(bytes, segment.value)].length
  const left = Math.min(...wrong.map((one) => (one.outcome === 'value' ? [...one.value].length : 0)))
  return [
    lineFinding(codes, 'env/hash-truncates', ofLine(line, lines), {
      ...gradeOf('error', wrong, lines),
      message: `${nameLoaders(wrong)} ${verb(wrong, 'cuts', 'cut')} \`${segment.key}\` at the \`#\`: ${left} of ${whole} characters are left`,
      span: { start, end: start + 1 },
      readings: line.alone(),
      evidence: { loaders: wrong.map(({ loader }) => loader), length: whole, left },
      fix: fixHash(line, decodeText(bytes, segment.value)),
    }),
  ]
}

/** What is left of the value, with its quote or without, ends right before a `#`. */
function isCutAtHash(reading: KeyReading, quoted: string): boolean {
  if (reading.outcome !== 'value') return false
  const { value } = reading
  const candidates = [quoted, quoted.replace(/^["'`]/, '')]
  return candidates.some((text) => text.startsWith(value) && /^[ \t]*#/.test(text.slice(value.length)))
}

function fixHash(line: EnvLine, value: string): Fix | undefined {
  const spelt = line.spell(value)
  if (spelt === undefined)
    return { summary: 'Choose a value without `#`: no spelling of this one is read whole by all loaders in use' }
  if (!line.isSecret) return { summary: 'Write it like this:', code: spelt.line }
  return spelt.spelling === 'bare' && !spelt.escaped
    ? undefined
    : { summary: `${describeSpelling(spelt)}: every loader in use then reads all of it` }
}
