import { decodeText, EQUALS, encodeText, skipBlanks } from '../bytes.ts'
import type { EnvDocument } from '../document.ts'
import { parseDocument } from '../document.ts'
import type { Assignment, Segment, Span } from '../segment.ts'
import { aboutAssignment, soundAssignments } from './assignments.ts'
import type { Fix, FixUse, Proposal, Splice } from './fix.ts'

/**
 * Takes characters away that nobody sees: no-break spaces at the ends of a value, zero-width characters anywhere in it,
 * both also before and behind the name; in URLs and keys no-break spaces everywhere. What else is odd in a value may be meant,
 * typographic quotes among it.
 */
export const invisibleCharacterFix: Fix = {
  code: 'env/invisible-character',
  propose: (document, use) => [
    ...soundAssignments(document).flatMap((assignment) => inValue(document, assignment, use)),
    ...document.segments.filter(({ kind }) => kind === 'junk').flatMap((junk) => aroundName(document, junk)),
  ],
}

const noBreakSpace = '\u00a0\u202f'
/** Zero-width space, word joiner, byte order mark. */
const neverMeant = '\u200b\u2060\ufeff'
/** Joiners and direction marks: scripts and emoji need them, URLs and keys never. */
const sometimesMeant = '\u200c\u200d\u200e\u200f'

function inValue(document: EnvDocument, assignment: Assignment, { isStrict }: FixUse): readonly Proposal[] {
  const { bytes } = document
  const { value, key } = assignment
  const text = decodeText(bytes, value)
  if (!isOddText(text)) return []
  const everywhere = isStrict(key) ? neverMeant + sometimesMeant + noBreakSpace : neverMeant
  const ends = `${neverMeant}${sometimesMeant}${noBreakSpace}`
  const head = new RegExp(`^[ \\t]*[${ends}][ \\t${ends}]*`).exec(text)?.[0].length ?? 0
  const tail = lengthOfTail(text, ends)
  const kept = [...text.slice(head, text.length - tail)]
  const splices = removeCharacters(bytes, value, (character, index) => {
    const isInside = index >= head && index < text.length - tail
    return !isInside || everywhere.includes(character)
  })
  const cleaned = kept.filter((character) => !everywhere.includes(character)).join('')
  return splices.length === 0 ? [] : [proposal(document, assignment, splices, cleaned)]
}

/** Length of the blanks and invisible characters at the end, if there is an invisible one among them. */
function lengthOfTail(text: string, ends: string): number {
  let at = text.length
  while (at > 0 && `${ends} \t`.includes(text.charAt(at - 1))) at--
  return isAscii(text.slice(at)) ? 0 : text.length - at
}

/** A line that is no assignment only because of what nobody sees before its `=`; blanks there go as well. */
function aroundName({ bytes }: EnvDocument, junk: Segment): readonly Proposal[] {
  const equals = bytes.subarray(junk.start, junk.end).indexOf(EQUALS)
  if (equals === -1) return []
  const head: Span = { start: junk.start, end: junk.start + equals }
  const name = decodeText(bytes, head)
  if (!isOddText(name)) return []
  const unwanted = noBreakSpace + neverMeant + sometimesMeant
  const clean = [...name]
    .filter((character) => !unwanted.includes(character))
    .join('')
    .trim()
  const valueStart = skipBlanks(bytes, head.end + 1)
  const line = encodeText(`${clean}=${decodeText(bytes, { start: valueStart, end: junk.end })}`)
  const [assignment, ...others] = parseDocument(line).segments
  if (others.length > 0 || assignment?.kind !== 'assignment') return []
  return [
    {
      code: 'env/invisible-character',
      segment: junk,
      splices: [{ start: junk.start, end: valueStart, text: encodeText(`${clean}=`) }],
      key: assignment.key,
      intended: decodeText(line, assignment.value),
      explanation: 'remove the invisible characters around the name',
      always: true,
    },
  ]
}

function proposal(
  document: EnvDocument,
  assignment: Assignment,
  splices: readonly Splice[],
  intended: string,
): Proposal {
  const about = aboutAssignment(document, assignment)
  const explanation = 'remove the invisible characters in the value'
  return { code: 'env/invisible-character', ...about, splices, intended, explanation, always: true }
}

/** One splice for each run of unwanted characters; `index` counts UTF-16 units from the start of the span. */
function removeCharacters(
  bytes: Uint8Array,
  span: Span,
  isUnwanted: (character: string, index: number) => boolean,
): readonly Splice[] {
  const splices: Splice[] = []
  let at = span.start
  let index = 0
  for (const character of decodeText(bytes, span)) {
    const length = encodeText(character).length
    if (isUnwanted(character, index)) {
      const last = splices.at(-1)
      if (last?.end === at) splices[splices.length - 1] = { ...last, end: at + length }
      else splices.push({ start: at, end: at + length, text: new Uint8Array() })
    }
    at += length
    index += character.length
  }
  return splices
}

/** Bytes that are no UTF-8 are left alone: their characters have no certain place. */
function isOddText(text: string): boolean {
  return !isAscii(text) && !text.includes('\ufffd')
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text)
}
