import { countNewlines, decodeText, findLineEnd, HASH, isLineEnd, newlineAt, skipBlanks } from './bytes.ts'
import { type Encoding, hasUtf8Bom, sniffEncoding } from './encoding.ts'
import { scanAssignment } from './scan-assignment.ts'
import type { Assignment, ConflictMarker, Segment } from './segment.ts'

/**
 * An env file as syntax with positions: what stands where, not what a loader makes of it.
 * The segments follow each other without a gap, so that their bytes concatenate to exactly the file.
 */
export interface EnvDocument {
  readonly bytes: Uint8Array
  readonly encoding: Encoding
  readonly segments: readonly Segment[]
}

/** Takes any bytes and never throws. A UTF-16 file becomes one `unreadable` segment; other odd bytes stay inside their line. */
export function parseDocument(bytes: Uint8Array): EnvDocument {
  const encoding = sniffEncoding(bytes)
  if (encoding.kind === 'utf-16le' || encoding.kind === 'utf-16be') {
    const whole: Segment = { kind: 'unreadable', start: 0, end: bytes.length, line: 1, newline: 'none' }
    return { bytes, encoding, segments: [whole] }
  }
  const segments: Segment[] = []
  if (hasUtf8Bom(bytes)) segments.push({ kind: 'bom', start: 0, end: 3, line: 1, newline: 'none' })
  let at = segments.length === 0 ? 0 : 3
  let line = 1
  while (at < bytes.length) {
    const segment = scanSegment(bytes, at, line)
    segments.push(segment)
    line += countNewlines(bytes, segment)
    at = segment.end
  }
  return { bytes, encoding, segments }
}

/** Every active definition of the key, in file order; the last one wins in every loader. */
export function definitionsOf(document: EnvDocument, key: string): readonly Assignment[] {
  return document.segments.filter((segment) => segment.kind === 'assignment').filter((found) => found.key === key)
}

export function conflictMarkersIn(document: EnvDocument): readonly ConflictMarker[] {
  return document.segments.filter((segment) => segment.kind === 'conflict-marker')
}

function scanSegment(bytes: Uint8Array, start: number, line: number): Segment {
  const lineEnd = findLineEnd(bytes, start)
  const { newline, next } = newlineAt(bytes, lineEnd)
  const base = { start, end: next, line, newline }
  const marker = markerBytes.has(bytes[start]) ? conflictMarkerOf(bytes, start, lineEnd) : null
  if (marker !== null) return { kind: 'conflict-marker', ...base, marker }
  const first = skipBlanks(bytes, start)
  if (isLineEnd(bytes, first)) return { kind: 'blank', ...base }
  if (bytes[first] === HASH) return { kind: 'comment', ...base }
  return scanAssignment(bytes, start, line) ?? { kind: 'junk', ...base }
}

const markerBytes: ReadonlySet<number | undefined> = new Set([...'<|=>'].map((character) => character.charCodeAt(0)))

/** Seven times the same character at the start of a line, then its end or a blank: the form that Git writes. */
function conflictMarkerOf(bytes: Uint8Array, start: number, lineEnd: number): ConflictMarker['marker'] | null {
  const head = decodeText(bytes, { start, end: Math.min(start + 8, lineEnd) })
  const match = /^(<{7}|\|{7}|={7}|>{7})(?: |$)/.exec(head)
  return match === null ? null : (head.charAt(0) as ConflictMarker['marker'])
}
