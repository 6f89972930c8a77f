import { decodeText } from '../bytes.ts'
import { removal } from './assignments.ts'
import type { Fix, FixUse, Proposal } from './fix.ts'
import { readWithAll, sameReadings } from './readings.ts'

/** Takes the byte order mark away, which several loaders take for the beginning of the first key. */
export const bomFix: Fix = {
  code: 'env/bom',
  propose({ bytes, segments }, use): readonly Proposal[] {
    const [mark, first] = segments
    if (mark?.kind !== 'bom') return []
    const hasKeys = segments.some(({ kind }) => kind === 'assignment' || kind === 'key-only')
    if (!hasKeys && use.isNamed?.('env/bom') !== true && !isMinded(bytes, mark.end, use)) return []
    const assignment = first?.kind === 'assignment' ? first : null
    return [
      {
        code: 'env/bom',
        segment: mark,
        splices: [removal(mark)],
        key: assignment?.key ?? null,
        intended: assignment === null ? null : decodeText(bytes, assignment.value),
        explanation: 'remove the byte order mark',
        always: true,
      },
    ]
  },
}

/** In a file without keys there is nothing to lose, but for a loader that rejects the file or reads it otherwise. */
function isMinded(bytes: Uint8Array, end: number, { readers }: FixUse): boolean {
  const before = readWithAll(readers, bytes)
  if ([...before.values()].some((file) => file.kind === 'rejected' && file.line === 1)) return true
  return !sameReadings(before, readWithAll(readers, bytes.subarray(end)))
}
