import { decodeText } from '../../env-file/bytes.ts'
import type { KeyReading } from '../../env-file/key-reading.ts'
import { describeSpelling } from '../../env-file/lints/spelling.ts'
import type { EnvLine } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { unquote } from './unquote.ts'

const marks = { double: '"', single: "'" } as const

/** What becomes of a quote behind a backslash, in a value in the same quotes. */
export interface EscapedQuoteFault {
  /** For them the value ends there, with the backslash. */
  readonly cutting: readonly KeyReading[]
  /** These leave the backslash in the value. */
  readonly keeping: readonly KeyReading[]
  readonly message: string
  readonly start: number
  readonly fix: { readonly summary: string }
}

/** Wrong even where all loaders in use agree: nobody writes `\"` and means the backslash. */
export function judgeEscapedQuote(line: EnvLine): EscapedQuoteFault | undefined {
  const { segment, file } = line
  const { quote } = segment
  if (quote !== 'double' && quote !== 'single') return undefined
  const mark = marks[quote]
  const value = decodeText(file.document.bytes, segment.value)
  const at = findEscaped(value, mark)
  if (at === -1) return undefined
  const head = value.slice(0, at + 1)
  const readings = line.alone()
  const isRead = (one: KeyReading, text: string): boolean =>
    one.outcome === 'value' && (one.value === text || unquote(one.value) === text)
  const cutting = readings.filter((one) => isRead(one, head))
  const keeping = readings.filter((one) => isRead(one, value))
  if (cutting.length === 0 && keeping.length === 0) return undefined
  const name = `\`${segment.key}\``
  const parts = [
    ...(cutting.length === 0
      ? []
      : [`${nameLoaders(cutting)} ${verb(cutting, 'ends', 'end')} ${name} at its \`\\${mark}\``]),
    ...(keeping.length === 0
      ? []
      : [`${nameLoaders(keeping)} ${verb(keeping, 'leaves', 'leave')} the backslash before the quote in ${name}`]),
  ]
  return {
    cutting,
    keeping,
    message: parts.join('; '),
    start: segment.value.start + byteLength(value.slice(0, at)),
    fix: { summary: fixOf(line, value.replaceAll(`\\${mark}`, mark), mark) },
  }
}

function fixOf(line: EnvLine, meant: string, mark: string): string {
  const spelt = line.spell(meant)
  return spelt === undefined
    ? `Choose a value without \`${mark}\`: no spelling of this one is read alike by all loaders in use`
    : `${describeSpelling(spelt)}; the \`${mark}\` then needs no backslash`
}

/** The first such quote that its backslash belongs to: a pair of backslashes is a backslash. */
function findEscaped(value: string, mark: string): number {
  for (let at = value.indexOf('\\'); at !== -1; at = value.indexOf('\\', at + 2))
    if (value.charAt(at + 1) === mark) return at
  return -1
}
