import { findVariable } from '../../daraja/variables.ts'
import { decodeText } from '../../env-file/bytes.ts'
import type { Assignment } from '../../env-file/segment.ts'

/**
 * Names of variables that stand inside a value of several lines: then a quote was forgotten. The last line of a key in
 * base64 may look like an assignment too, but it has no `_` in it.
 */
export function innerNames(segment: Assignment, bytes: Uint8Array): readonly string[] {
  if (segment.quote === 'none') return []
  const [, ...rest] = decodeText(bytes, segment.value).split(/\r\n|\r|\n/)
  return rest.flatMap((line) => {
    const name = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=/.exec(line)?.[1]
    return name !== undefined && (findVariable(name) !== undefined || /^[A-Z0-9]+_[A-Z0-9_]+$/.test(name)) ? [name] : []
  })
}
