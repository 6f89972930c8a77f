import { encodeText } from '../bytes.ts'
import { aboutAssignment, assignmentsIn } from './assignments.ts'
import type { Fix } from './fix.ts'

/** Writes `KEY: value`, which few loaders read, as `KEY=value`. */
export const colonSeparatorFix: Fix = {
  code: 'env/colon-separator',
  propose: (document) =>
    assignmentsIn(document)
      .filter(({ separator }) => separator === ':')
      .map((assignment) => ({
        code: 'env/colon-separator',
        ...aboutAssignment(document, assignment),
        splices: [{ ...assignment.separatorSpan, text: encodeText('=') }],
        explanation: 'write `=` instead of `:`',
        always: true,
      })),
}
