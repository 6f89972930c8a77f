import { decodeText } from '../bytes.ts'
import { removal } from './assignments.ts'
import type { Fix, Proposal } from './fix.ts'

/** Takes the byte order mark away, which several loaders take for the beginning of the first key. */
export const bomFix: Fix = {
  code: 'env/bom',
  propose({ bytes, segments }): readonly Proposal[] {
    const [mark, first] = segments
    if (mark?.kind !== 'bom') return []
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
