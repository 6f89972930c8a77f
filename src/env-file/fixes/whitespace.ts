import { decodeText, encodeText, findLineEnd, isBlank } from '../bytes.ts'
import type { EnvDocument } from '../document.ts'
import type { Assignment, Span } from '../segment.ts'
import { aboutAssignment, assignmentsIn, removal } from './assignments.ts'
import type { Fix, FixUse, Proposal, Splice } from './fix.ts'

/** Takes blanks away that some loaders keep: before the key, around `=`, behind the value, and at the ends inside quotes. */
export const whitespaceFix: Fix = {
  code: 'env/whitespace',
  propose: (document, use) =>
    assignmentsIn(document).flatMap((assignment) => [
      ...outside(document, assignment),
      ...insideQuotes(document, assignment, use),
    ]),
}

function outside(document: EnvDocument, assignment: Assignment): readonly Proposal[] {
  const { bytes } = document
  const { indent, separatorSpan, separator, quotedValue, comment, defect } = assignment
  const places: (readonly [Splice, string])[] = []
  if (indent.end > indent.start) places.push([removal(indent), 'before the name'])
  // A colon needs its blank: it is replaced as a whole, or stays.
  if (separator === '=' && separatorSpan.end - separatorSpan.start > 1)
    places.push([{ ...separatorSpan, text: encodeText('=') }, 'around `=`'])
  const lineEnd = findLineEnd(bytes, quotedValue.end)
  if (comment === null && defect === null && lineEnd > quotedValue.end)
    places.push([removal({ start: quotedValue.end, end: lineEnd }), 'at the end'])
  if (places.length === 0) return []
  return [
    {
      code: 'env/whitespace',
      ...aboutAssignment(document, assignment),
      splices: places.map(([splice]) => splice),
      explanation: `remove the blanks ${places.map(([, place]) => place).join(' and ')}`,
    },
  ]
}

function insideQuotes(document: EnvDocument, assignment: Assignment, use: FixUse): readonly Proposal[] {
  const { key, quote, value } = assignment
  if (quote === 'none' || !use.isOurs(key)) return []
  const kept = trimBlanks(document.bytes, value)
  const splices = [
    { start: value.start, end: kept.start },
    { start: kept.end, end: value.end },
  ].filter(({ start, end }) => end > start)
  if (splices.length === 0) return []
  return [
    {
      code: 'env/whitespace',
      ...aboutAssignment(document, assignment),
      splices: splices.map(removal),
      intended: decodeText(document.bytes, kept),
      explanation: 'remove the blanks inside the quotes',
      ...(use.isStrict(key) ? {} : { blocked: 'in this variable blanks inside the quotes may be meant' }),
    },
  ]
}

function trimBlanks(bytes: Uint8Array, { start, end }: Span): Span {
  let from = start
  let to = end
  while (from < to && isBlank(bytes[from])) from++
  while (to > from && isBlank(bytes[to - 1])) to--
  return { start: from, end: to }
}
