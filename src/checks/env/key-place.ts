import type { Excerpt, Location } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { definitionsOf } from '../../env-file/document.ts'
import type { EnvFileFacts } from '../../probes/env-values.ts'
import { excerptOf } from './excerpt.ts'

export interface KeyPlace {
  readonly location: Location
  readonly excerpt: Excerpt | undefined
}

/** Where the definition of a key stands that counts, with its line; of a secret the value is hidden. */
export function placeOfKey({ file, document }: EnvFileFacts, key: string, isSecret: boolean): KeyPlace {
  const definition = document && definitionsOf(document, key).at(-1)
  if (document === undefined || definition === undefined) return { location: { file: file.path }, excerpt: undefined }
  const { keySpan, line, start, value, comment } = definition
  const hidden = isSecret ? [value, ...(comment === null ? [] : [comment])] : []
  const column = decodeText(document.bytes, { start, end: keySpan.start }).length + 1
  return { location: { file: file.path, line, column }, excerpt: excerptOf(document, keySpan, hidden) }
}

/** ".env.local:4". */
export function describePlace({ location: { file, line } }: KeyPlace): string {
  return line === undefined ? file : `${file}:${line}`
}
