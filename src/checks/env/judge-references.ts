import type { Severity } from '../../core/finding.ts'
import { groupReadings, type KeyReading } from '../../env-file/key-reading.ts'
import { isLost } from '../../env-file/lints/read-alone.ts'
import type { Reference } from '../../env-file/lints/references.ts'
import type { EnvLine, EnvLines } from '../../probes/env-lines.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { unquote } from './unquote.ts'

/** What is wrong with the references of one value. */
export interface ReferenceFault {
  readonly code: 'env/interpolation' | 'env/dollar-expands'
  readonly severity: Severity
  /** The loaders that do not read what is meant. */
  readonly wrong: readonly KeyReading[]
  readonly message: string
  readonly reference: Reference
}

/** A `$word` in a secret is never meant to refer to anything. */
export function judgeDollar(
  { segment: { key } }: EnvLine,
  reference: Reference,
  readings: readonly KeyReading[],
): ReferenceFault | undefined {
  const wrong = readings.filter((one) => !isLiteral(one, [reference]))
  if (wrong.length === 0) return undefined
  const message = `${nameLoaders(wrong)} ${verb(wrong, 'takes', 'take')} a \`$\` in \`${key}\` for a reference`
  return { code: 'env/dollar-expands', severity: 'error', wrong, message, reference }
}

/** References that are meant as such: to nothing, to themselves, resolved by no loader in use, or by some only. */
export function judgeReferences(
  line: EnvLine,
  lines: EnvLines,
  references: readonly Reference[],
  readings: readonly KeyReading[],
): ReferenceFault | undefined {
  const [reference] = references
  if (reference === undefined) return undefined
  const code = 'env/interpolation'
  const name = `\`${line.segment.key}\``
  const literal = readings.filter((one) => isLiteral(one, references))
  if (literal.length === readings.length) {
    // A secret may hold any characters; only one that names a variable of this file is meant to refer to it.
    const isMeant = references.some((one) => isSet(one.name, line, lines)) && line.segment.quote !== 'single'
    if (line.isSecret && !isMeant) return undefined
    const message = `${name} refers to ${speakOf(reference, line, lines)}, which no loader in use resolves`
    return { code, severity: 'error', wrong: readings, message, reference }
  }
  const unresolved = readings.flatMap((one) => {
    const missing = missingReference(one, line, lines, references)
    return missing === undefined ? [] : [{ one, missing }]
  })
  const [worst] = unresolved
  if (worst !== undefined) {
    const { missing, one } = worst
    const wrong = unresolved.map((entry) => entry.one)
    const target = missing.name === line.segment.key ? 'itself' : speakOf(missing, line, lines)
    const effect =
      one.outcome === 'raises' ? verb(wrong, 'raises an error', 'raise an error') : verb(wrong, 'finds', 'find')
    const end = one.outcome === 'raises' ? '' : ' nothing there'
    const message = `${name} refers to ${target}; ${nameLoaders(wrong)} ${effect}${end}`
    return { code, severity: 'error', wrong, message, reference: missing }
  }
  if (groupReadings(readings.map(withoutQuotes)).length < 2) return undefined
  const effect =
    literal.length === 0
      ? 'the loaders in use put in different values'
      : `${nameLoaders(literal)} ${verb(literal, 'leaves', 'leave')} it as it stands`
  const message = `${name} refers to ${speakOf(reference, line, lines)}; ${effect}`
  return { code, severity: 'warning', wrong: literal, message, reference }
}

/** In a secret what looks like a name may be a piece of it. */
function speakOf({ name, text }: Reference, line: EnvLine, lines: EnvLines): string {
  if (!line.isSecret) return `\`${text}\``
  return isSet(name, line, lines) ? `\`${name}\`` : 'another variable'
}

/** The reference that a loader puts nothing in for; undefined if it resolves them all, or leaves them alone. */
function missingReference(
  reading: KeyReading,
  line: EnvLine,
  lines: EnvLines,
  references: readonly Reference[],
): Reference | undefined {
  if (reading.outcome === 'raises' || isLost(reading)) return references[0]
  if (reading.outcome !== 'value') return undefined
  const { value, loader } = reading
  return references.find((one) => {
    if (value.includes(one.text)) return false
    if (one.name === line.segment.key) return true
    if (one.hasDefault) return false
    const target = line.file.facts.readKey(loader, one.name)
    const expected = target.outcome === 'value' ? target.value : lines.readings.values.get(one.name)?.value
    return expected === undefined || expected === '' || !value.includes(expected)
  })
}

function isLiteral(reading: KeyReading, references: readonly Reference[]): boolean {
  return reading.outcome === 'value' && references.every(({ text }) => reading.value.includes(text))
}

function isSet(name: string, line: EnvLine, lines: EnvLines): boolean {
  return (
    line.file.document.segments.some((one) => one.kind === 'assignment' && one.key === name) ||
    lines.readings.values.get(name) !== undefined
  )
}

function withoutQuotes(reading: KeyReading): KeyReading {
  return reading.outcome === 'value' ? { ...reading, value: unquote(reading.value) } : reading
}
