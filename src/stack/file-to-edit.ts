import type { FileSnapshot } from '../core/project.ts'
import { definitionsOf, parseDocument } from '../env-file/document.ts'

/**
 * The env file in which a new value takes effect: of those that set one of the keys the one that wins, else `.env`, for
 * that is where people look. The files are in rising priority.
 */
export function fileToEdit(files: readonly FileSnapshot[], keys: readonly string[]): FileSnapshot | undefined {
  const defining = files.findLast(({ content }) => {
    if (content.kind !== 'read') return false
    const document = parseDocument(content.bytes)
    return keys.some((key) => definitionsOf(document, key).length > 0)
  })
  return defining ?? files.findLast(({ path }) => /(?:^|[\\/])\.env$/.test(path)) ?? files.at(-1)
}
