import { defineCheck, found } from '../../core/check.ts'
import type { Finding, Fix } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { oddLineOf } from '../../env-file/lints/line-kinds.ts'
import { findOddCharacters, hasOddCharacter, type OddCharacter } from '../../env-file/lints/odd-characters.ts'
import { isLost } from '../../env-file/lints/read-alone.ts'
import type { Segment, Span } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { harmFinding, judgeHarms, limitFindings } from './harm-finding.ts'
import { repairFix } from './harm-text.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { nameLoaders } from './name-loaders.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/invisible-character': {
    severity: 'error',
    title: 'A character in the env file is not what it looks like',
    why: 'Invisible characters and typographic quotation marks come along when a value is copied from a page or a chat. They become part of it, and Safaricom refuses it.',
    fix: 'Delete the character, or type the value anew',
  },
} as const

const whyOfDropped =
  'No loader in use keeps it. Others take it for a part of the value, and Safaricom refuses what has such a character in it.'

export const noInvisibleCharacters = defineCheck({
  id: 'no-invisible-characters',
  family: 'env',
  title: 'Values hold only characters that can be seen',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap((file) =>
        limitFindings([
          ...judgeNames(file, lines),
          ...file.suspects.flatMap((line) => judgeValue(line, lines)),
          ...judgeHarms(codes, 'env/invisible-character', file, lines, 'holds a character that cannot be seen'),
        ]),
      ),
    ),
})

function judgeValue(line: EnvLine, lines: EnvLines): readonly Finding<'env/invisible-character'>[] {
  const { segment, file } = line
  const text = decodeText(file.document.bytes, segment.quotedValue)
  const odd = findOddCharacters(text)
  const [first] = odd
  if (first === undefined) return []
  const wrong = line.alone().filter((reading) => {
    if (reading.outcome === 'value') return hasOddCharacter(reading.value)
    return isLost(reading)
  })
  const effect =
    wrong.length === 0
      ? 'the loaders in use drop it, others do not'
      : wrong.length === lines.readings.loaders.length
        ? 'every loader keeps it'
        : `it spoils what ${nameLoaders(wrong)} read`
  const start = segment.quotedValue.start + byteLength(text.slice(0, first.index))
  return [
    lineFinding(codes, 'env/invisible-character', ofLine(line, lines), {
      severity: 'error',
      confidence: 'certain',
      message: `\`${segment.key}\` holds ${first.name}${odd.length === 1 ? '' : `, and ${odd.length - 1} more of the kind`}; ${effect}`,
      span: { start, end: start + byteLength(first.character) },
      readings: line.alone(),
      evidence: { character: first.name.slice(0, first.name.indexOf(',')), count: odd.length },
      ...(wrong.length === 0 ? { why: whyOfDropped } : {}),
      fix: fixOf(line, text, odd),
    }),
  ]
}

/** Never meant anywhere; never meant in a key or URL, though in a name. */
const neverMeant = '\u200b\u2060\ufeff'
const sometimesMeant = '\u00a0\u202f\u200c\u200d\u200e\u200f'

function areRemovable(odd: readonly OddCharacter[], isStrict: boolean): boolean {
  const known = isStrict ? neverMeant + sometimesMeant : neverMeant
  return odd.every(({ character }) => known.includes(character))
}

function fixOf({ segment, isSecret, variable }: EnvLine, text: string, odd: readonly OddCharacter[]): Fix | undefined {
  if (areRemovable(odd, variable.kind !== 'initiator')) return repairFix
  const unwanted = new Set(odd.map(({ character }) => character))
  const cleaned = [...text].filter((character) => !unwanted.has(character)).join('')
  if (isSecret || /[^\x20-\x7e]/.test(cleaned)) return undefined
  return { summary: 'Write it like this:', code: `${segment.key}=${cleaned}` }
}

/** A name with such a character in it is another name, and the line no assignment. */
function judgeNames(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/invisible-character'>[] {
  const { bytes, segments } = file.document
  return segments.flatMap((segment) => {
    if (oddLineOf(bytes, segment) !== 'env/invisible-character') return []
    const text = decodeText(bytes, segment)
    const [first] = findOddCharacters(text)
    if (first === undefined) return []
    const span = spanOf(segment, text, first)
    const fix = areRemovable(findOddCharacters(text.slice(0, text.indexOf('='))), true) ? repairFix : undefined
    const what = `The name on line ${segment.line} holds ${first.name}`
    const harm = file.harms().find((one) => one.segment === segment)
    if (harm !== undefined)
      return [harmFinding(codes, 'env/invisible-character', { file, lines, harm }, { what, span, fix })]
    const key = withoutOdd(text.slice(0, text.indexOf('=')))
    const severity = lines.variableOf(key) === undefined ? 'warning' : 'error'
    const fault = {
      severity,
      confidence: 'certain',
      message: what,
      span,
      evidence: { meant: key },
      fix,
    } as const
    return [lineFinding(codes, 'env/invisible-character', { file, lines, segment }, fault)]
  })
}

function withoutOdd(text: string): string {
  const odd = new Set(findOddCharacters(text).map(({ character }) => character))
  return [...text]
    .filter((character) => !odd.has(character))
    .join('')
    .trim()
}

function spanOf(segment: Segment, text: string, { index, character }: OddCharacter): Span {
  const start = segment.start + byteLength(text.slice(0, index))
  return { start, end: start + byteLength(character) }
}
