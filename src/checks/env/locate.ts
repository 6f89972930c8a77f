import type { Location } from '../../core/finding.ts'
import { definitionsOf } from '../../env-file/document.ts'
import type { EnvEntry, EnvValues } from '../../probes/env-values.ts'

/** Where a value stands in its env file, at the given character of the value; undefined if it is in no file. */
export function locate({ origin }: EnvEntry, values: EnvValues, offset = 0): Location | undefined {
  if (origin.kind !== 'env-file') return undefined
  const facts = values.files.find(({ file }) => file.path === origin.file)
  const definition = facts?.document && definitionsOf(facts.document, origin.key).at(-1)
  if (facts?.document === undefined || definition === undefined) return { file: origin.file, line: origin.line }
  const line = facts.document.bytes.subarray(definition.start, definition.value.start)
  return { file: origin.file, line: origin.line, column: new TextDecoder().decode(line).length + 1 + offset }
}

/** ".env:3" or "this shell": for sentences. */
export function placeOf({ origin }: EnvEntry): string {
  return origin.kind === 'env-file' ? `${origin.file}:${origin.line}` : 'this shell'
}
