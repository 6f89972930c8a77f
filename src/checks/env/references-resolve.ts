import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { isLost } from '../../env-file/lints/read-alone.ts'
import { findCommand, findReferences } from '../../env-file/lints/references.ts'
import { describeSpelling } from '../../env-file/lints/spelling.ts'
import { type EnvLine, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { gradeOf } from './grade.ts'
import { judgeHarms, limitFindings } from './harm-finding.ts'
import { harmedLoaders } from './harm-text.ts'
import { judgeDollar, judgeReferences } from './judge-references.ts'
import { lineFinding, ofLine } from './line-finding.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/interpolation': {
    severity: 'error',
    title: 'A reference to another variable is not resolved as it is meant',
    why: 'Some loaders put the other value in, some leave `$NAME` as it stands, and a name that is not set becomes nothing: the callback URL is then no URL.',
    fix: 'Write the value out',
  },
  'env/dollar-expands': {
    severity: 'error',
    title: 'A `$` in a secret is taken for a reference',
    why: 'Some loaders replace `$word` by a variable of that name, and there is none: the app sends a key or password with a piece missing.',
    fix: 'Choose a value without `$`, or write it so that no loader in use expands it',
  },
} as const

type Code = keyof typeof codes

export const referencesResolve = defineCheck({
  id: 'references-resolve',
  family: 'env',
  title: 'References resolve, and a `$` stays a `$`',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(
      lines.files.flatMap((file) =>
        limitFindings([
          ...file.suspects.flatMap((line) => judgeLine(line, lines)),
          ...judgeHarms(codes, 'env/interpolation', file, lines, 'refers to another variable'),
        ]),
      ),
    ),
})

function judgeLine(line: EnvLine, lines: EnvLines): readonly Finding<Code>[] {
  const { segment, file } = line
  const value = decodeText(file.document.bytes, segment.value)
  const references = findReferences(value)
  const [first] = references
  if (first === undefined || findCommand(value) !== undefined) return []
  if (segment.defect !== null) return []
  const whole = lines.readings.of(file.facts, segment.key)
  // What another line does to the whole file is that line's fault.
  const readings = whole.map((reading, index) => (isLost(reading) ? (line.alone()[index] ?? reading) : reading))
  // A loader that loses the line for another reason says nothing about its references.
  const losing = new Set(
    file
      .harms()
      .filter((harm) => harm.segment === segment && harm.code !== 'env/interpolation')
      .flatMap(harmedLoaders),
  )
  const judging = readings.filter((reading) => !(isLost(reading) && losing.has(reading.loader)))
  if (judging.length === 0) return []
  const bare = references.find(({ braced }) => !braced)
  const fault =
    line.isSecret && bare !== undefined
      ? judgeDollar(line, bare, judging)
      : judgeReferences(line, lines, references, judging)
  if (fault === undefined) return []
  const { code, severity, wrong, message, reference } = fault
  const start = segment.value.start + byteLength(value.slice(0, reference.index))
  return [
    lineFinding(codes, code, ofLine(line, lines), {
      ...gradeOf(severity, wrong, lines),
      message,
      // The name behind it would be a piece of the secret.
      span: { start, end: start + (line.isSecret ? 1 : byteLength(reference.text)) },
      readings,
      evidence: { loaders: wrong.map(({ loader }) => loader), ...(line.isSecret ? {} : { reference: reference.text }) },
      fix: fixOf(line, code, value),
    }),
  ]
}

function fixOf(line: EnvLine, code: Code, value: string) {
  if (code === 'env/interpolation') return undefined
  const spelt = line.spell(value)
  return spelt === undefined || (spelt.spelling === 'bare' && !spelt.escaped)
    ? { summary: 'Choose a value without `$`: no spelling of this one is read alike by all loaders in use' }
    : { summary: `${describeSpelling(spelt)}: no loader in use expands it then` }
}
