/** Byte offsets into the file, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type Newline = 'lf' | 'crlf' | 'cr' | 'none'
export type QuoteStyle = 'none' | 'single' | 'double' | 'backtick'

/** One piece of the file. Its span includes its newline, so that the spans of all segments join up to the whole file. */
interface SegmentBase extends Span {
  /** Line of its first byte, counted from 1. */
  readonly line: number
  /** The newline that ends it; `none` only at the end of the file. */
  readonly newline: Newline
}

/** `KEY=value`, over several lines if a quoted value goes over several lines. */
export interface Assignment extends SegmentBase {
  readonly kind: 'assignment'
  /** Blanks before the key or before `export`. */
  readonly indent: Span
  /** `export` with the blanks after it, or null. */
  readonly exportPrefix: Span | null
  readonly key: string
  readonly keySpan: Span
  readonly separator: '=' | ':'
  /** The separator with the blanks around it. */
  readonly separatorSpan: Span
  readonly quote: QuoteStyle
  /** The raw bytes of the value, inside the quotes if it is quoted. */
  readonly value: Span
  /** The raw bytes of the value with its quotes; equal to `value` if it is bare. */
  readonly quotedValue: Span
  /** Why a value that begins with a quote counts as bare: the quote never closes, or text stands after the closing one. */
  readonly defect: 'unterminated-quote' | 'text-after-quote' | null
  /** `#` up to the end of the line, only where a blank or a closing quote stands before the `#`. */
  readonly comment: Span | null
}

/** A key alone on its line: loaders read it as unset, as null, or as inherited from the shell. */
export interface KeyOnly extends SegmentBase {
  readonly kind: 'key-only'
  readonly key: string
  readonly keySpan: Span
}

/** `comment` begins with `#`; `junk` is anything that no other kind fits, also `;` and `//` comments. */
export interface PlainLine extends SegmentBase {
  readonly kind: 'blank' | 'comment' | 'junk'
}

/** A line that Git leaves in a file with an unresolved conflict. */
export interface ConflictMarker extends SegmentBase {
  readonly kind: 'conflict-marker'
  readonly marker: '<' | '|' | '=' | '>'
}

/** `bom` is the UTF-8 byte order mark; `unreadable` is a whole file in UTF-16. */
export interface RawBytes extends SegmentBase {
  readonly kind: 'bom' | 'unreadable'
}

export type Segment = Assignment | KeyOnly | PlainLine | ConflictMarker | RawBytes
