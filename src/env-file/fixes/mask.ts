import { decodeText, encodeText } from '../bytes.ts'
import { type EnvDocument, parseDocument } from '../document.ts'
import type { Assignment } from '../segment.ts'
import { decodeUtf16 } from './not-utf8.ts'

/** What may be seen of an env file. */
export interface MaskRules {
  /** Values of these variables are no secrets. Those of all others may be. */
  isShown(key: string): boolean
  /** Comments that stood behind values that are hidden, and may repeat them. */
  readonly hiddenComments: ReadonlySet<string>
}

/** The text of a file with `•` for every character that may be part of a secret; blanks, quotes and line ends stay. */
export function maskText(text: string, rules: MaskRules): string {
  const document = parseDocument(encodeText(text))
  const { bytes } = document
  return document.segments
    .map((segment) => {
      const whole = decodeText(bytes, segment)
      if (segment.kind === 'assignment') return maskAssignment(document, segment, rules)
      if (segment.kind === 'comment') return maskComment(whole, rules)
      if (segment.kind === 'unreadable') return maskAll(whole)
      return segment.kind === 'junk' ? maskJunk(whole, rules) : whole
    })
    .join('')
}

/** The text of a file in whatever encoding it is. */
export function textOf(bytes: Uint8Array): string {
  const document = parseDocument(bytes)
  const isWide = document.segments[0]?.kind === 'unreadable'
  return (isWide ? decodeUtf16(document) : null) ?? decodeText(bytes)
}

/** The comments behind values that are hidden. */
export function commentsToHide(text: string, isShown: (key: string) => boolean): ReadonlySet<string> {
  const { bytes, segments } = parseDocument(encodeText(text))
  return new Set(
    segments.flatMap((segment) =>
      segment.kind === 'assignment' && segment.comment !== null && !isShown(segment.key)
        ? [decodeText(bytes, segment.comment).trim()]
        : [],
    ),
  )
}

function maskAssignment({ bytes }: EnvDocument, segment: Assignment, rules: MaskRules): string {
  const { start, end, value, comment, key } = segment
  if (rules.isShown(key)) return decodeText(bytes, { start, end })
  const rest = { start: value.end, end: comment?.start ?? end }
  const note = comment === null ? '' : maskAll(decodeText(bytes, { start: comment.start, end }))
  return (
    decodeText(bytes, { start, end: value.start }) + maskAll(decodeText(bytes, value)) + decodeText(bytes, rest) + note
  )
}

/** What people comment out is often the old key. */
function maskComment(text: string, rules: MaskRules): string {
  if (rules.hiddenComments.has(text.trim())) return maskAll(text)
  const assignment = /^(\s*(?:#|;|\/\/)[#;/\s]*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=)(.*)$/s.exec(text)
  if (assignment !== null) {
    const [, head = '', key = '', value = ''] = assignment
    return rules.isShown(key) ? text : head + maskAll(value)
  }
  return text.replace(/[\w+/=-]{12,}/g, (word) => (/\d/.test(word) && /[A-Za-z]/.test(word) ? maskAll(word) : word))
}

function maskJunk(text: string, rules: MaskRules): string {
  if (/^\s*(?:;|\/\/)/.test(text)) return maskComment(text, rules)
  const equals = text.indexOf('=')
  if (equals === -1) return maskAll(text)
  const name = text.slice(0, equals).replace(/[^\w.-]/g, '')
  return rules.isShown(name) ? text : text.slice(0, equals + 1) + maskAll(text.slice(equals + 1))
}

/** Blanks, quotes, comment signs and what nobody sees are left, because they are what the changes are about. */
function maskAll(text: string): string {
  return text.replace(/[^\s"'`#“”„‘’‚«»\u00a0\u200b-\u200f\u202f\u2060\ufeff]/gu, '•')
}
