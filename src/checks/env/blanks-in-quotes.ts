import { defineCheck, found } from '../../core/check.ts'
import type { Finding, Fix } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { mustBeQuoted } from '../../env-file/lints/blame.ts'
import { hasOddCharacter } from '../../env-file/lints/odd-characters.ts'
import { findCommand } from '../../env-file/lints/references.ts'
import type { Assignment, Span } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { harmFinding, limitFindings } from './harm-finding.ts'
import { repairFix, repairOnly } from './harm-text.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/unquoted-space': {
    severity: 'error',
    title: 'A value needs quotes and has none',
    why: 'Laravel refuses the whole file for a blank in a bare value, so that no variable is set; a shell runs what stands behind the blank.',
    fix: 'Put the value in double quotes',
  },
} as const

const whyOfSign =
  'To a shell this character ends the value, or begins something else; what stands behind it is run as a command or lost.'

export const blanksInQuotes = defineCheck({
  id: 'blanks-in-quotes',
  family: 'env',
  title: 'Values with blanks stand in quotes',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap((file) =>
        limitFindings([...judgeHarms(file, lines), ...file.suspects.flatMap((line) => judgeHarmless(line, lines))]),
      ),
    ),
})

function judgeHarms(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/unquoted-space'>[] {
  return file.harms().flatMap((harm) => {
    const { segment, code } = harm
    if (code !== 'env/unquoted-space' || segment.kind !== 'assignment') return []
    const { bytes } = file.document
    const span = firstCharacter(segment, bytes)
    const character = decodeText(bytes, span)
    const what = `\`${segment.key}\` has ${character.trim() === '' ? 'a blank' : `\`${character}\``} in a value without quotes`
    const line = file.suspects.find((one) => one.segment === segment)
    const why = character.trim() === '' ? undefined : whyOfSign
    return [
      harmFinding(codes, code, { file, lines, harm }, { what, span, why, fix: fixOf(segment, file, line, lines) }),
    ]
  })
}

/** Every loader in use takes the blank; another one would not. */
function judgeHarmless(line: EnvLine, lines: EnvLines): readonly Finding<'env/unquoted-space'>[] {
  const { segment, file } = line
  const { bytes } = file.document
  const value = decodeText(bytes, segment.value)
  if (segment.quote !== 'none' || segment.defect !== null || !/[^ \t][ \t]+[^ \t]/.test(value)) return []
  if (hasOddCharacter(value) || findCommand(value) !== undefined) return []
  if (file.harms().some((harm) => harm.segment === segment && harm.code === 'env/unquoted-space')) return []
  const fix = fixOf(segment, file, line, lines)
  return [
    lineFinding(codes, 'env/unquoted-space', ofLine(line, lines), {
      severity: 'info',
      confidence: 'certain',
      message: `\`${segment.key}\` has a blank in a value without quotes, which Laravel and shells do not take`,
      span: firstCharacter(segment, bytes),
      fix: fix?.automatic === true ? repairOnly('env/unquoted-space') : fix,
    }),
  ]
}

function firstCharacter({ value }: Assignment, bytes: Uint8Array): Span {
  const text = decodeText(bytes, value)
  const match = /(?<=[^ \t])[ \t]+(?=[^ \t])/.exec(text) ?? mustBeQuoted.exec(text)
  if (match === null) return value
  const start = value.start + byteLength(text.slice(0, match.index))
  return { start, end: start + byteLength(match[0]) }
}

function fixOf(
  { value }: Assignment,
  { document }: EnvFileLines,
  line: EnvLine | undefined,
  { readings }: EnvLines,
): Fix | undefined {
  const text = decodeText(document.bytes, value)
  // Only a blank makes it certain what is meant.
  if (/[ \t]/.test(text) && !/["'`$\\#&;<>|]/.test(text))
    return readings.loaders.includes('docker')
      ? { summary: 'Choose a value without blanks: `docker` keeps the quotes that others need' }
      : repairFix
  const spelt = line?.isSecret === false ? line.spell(text) : undefined
  return spelt === undefined ? undefined : { summary: 'Write it like this:', code: spelt.line }
}
