import { type CodeDefinitions, createFinding, type Excerpt, type Finding, type Fix } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import { decodeText } from '../../env-file/bytes.ts'
import type { KeyReading } from '../../env-file/key-reading.ts'
import { oddLineOf } from '../../env-file/lints/line-kinds.ts'
import type { Assignment, Segment, Span } from '../../env-file/segment.ts'
import type { EnvFileLines, EnvLine, EnvLines } from '../../probes/env-lines.ts'
import { byteLength } from './byte-length.ts'
import { excerptOf, lineStartOf } from './excerpt.ts'
import type { Grade } from './grade.ts'

export interface LineFault extends Grade {
  readonly message: string
  /** The bytes to point at; by default the whole line. */
  readonly span?: Span
  readonly readings?: readonly KeyReading[]
  readonly evidence?: JsonObject
  readonly why?: string | undefined
  readonly fix?: Fix | undefined
}

/** A fault of one line of a file, with its place and the line itself; of values that may be secret nothing is shown. */
export function lineFinding<C extends CodeDefinitions, K extends Extract<keyof C, string>>(
  codes: C,
  code: K,
  { file, lines, segment }: { file: EnvFileLines; lines: EnvLines; segment: Segment },
  { message, span = lineSpan(segment), readings, evidence, why, fix, severity, confidence }: LineFault,
): Finding<K> {
  const { document, path } = file
  const start = lineStartOf(document, span.start)
  const isNamed = segment.kind === 'assignment' || oddLineOf(document.bytes, segment) === 'env/no-value'
  const key = isNamed ? (segment as Assignment).key : null
  const line = segment.line + linesBetween(document.bytes, segment.start, start)
  return createFinding(codes, code, message, {
    severity,
    confidence,
    ...(why === undefined ? {} : { why }),
    evidence: { variable: key, line, ...evidence },
    location: { file: path, line, column: decodeText(document.bytes, { start, end: span.start }).length + 1 },
    excerpt: excerptOf(document, span, hiddenIn(segment, document.bytes, lines)) satisfies Excerpt,
    readings: readings === undefined ? undefined : lines.readings.show(key ?? '', readings),
    fix,
  })
}

export function ofLine(line: EnvLine, lines: EnvLines): { file: EnvFileLines; lines: EnvLines; segment: Segment } {
  return { file: line.file, lines, segment: line.segment }
}

/** Values of ours that are public are shown; everything else may be a secret. */
function hiddenIn(segment: Segment, bytes: Uint8Array, { variableOf }: EnvLines): readonly Span[] {
  if (segment.kind === 'assignment') {
    const variable = variableOf(segment.key)
    if (variable !== undefined && !variable.secret) return []
    return segment.comment === null ? [segment.value] : [segment.value, segment.comment]
  }
  if (segment.kind !== 'junk' && segment.kind !== 'key-only') return []
  return wordsIn(decodeText(bytes, segment), segment.start)
}

/** Everything that may be the rest of a secret that was broken in two: words that are no names, and what follows a `=`. */
function wordsIn(text: string, offset: number): readonly Span[] {
  const equals = text.indexOf('=')
  const head = equals === -1 ? text : text.slice(0, equals)
  const isName = equals !== -1 && !/[^\s_.-]{16}/.test(head)
  const words = isName ? [] : [...head.matchAll(/[^\s;/]+/g)].filter(([word]) => !/^[A-Z]+(?:_[A-Z]+)+$/.test(word))
  const spans = words.map(({ 0: word, index }) => {
    const start = offset + byteLength(text.slice(0, index))
    return { start, end: start + byteLength(word) }
  })
  if (equals === -1) return spans
  return [...spans, { start: offset + byteLength(head) + 1, end: offset + byteLength(text) }]
}

function lineSpan({ start, end, newline }: Segment): Span {
  const width = { lf: 1, crlf: 2, cr: 1, none: 0 }[newline]
  return { start, end: end - width }
}

function linesBetween(bytes: Uint8Array, from: number, to: number): number {
  const text = decodeText(bytes, { start: from, end: to })
  return text === '' ? 0 : text.split(/\r\n|\r|\n/).length - 1
}
