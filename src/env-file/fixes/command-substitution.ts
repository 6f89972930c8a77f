import { findUnsafeCharacter } from '../bare-safe.ts'
import { decodeText } from '../bytes.ts'
import { aboutAssignment, removal, soundAssignments } from './assignments.ts'
import { type Fix, isInUse } from './fix.ts'

/** Takes backticks away that were meant as quotes: only Node takes them for that, and a shell runs what stands inside. */
export const commandSubstitutionFix: Fix = {
  code: 'env/command-substitution',
  propose: (document, use) =>
    soundAssignments(document).flatMap((assignment) => {
      const { key, quote, value, quotedValue } = assignment
      if (quote !== 'backtick') return []
      if (findUnsafeCharacter(decodeText(document.bytes, value), false) !== null) return []
      const isCommand = isInUse(use, 'sh') && !use.isStrict(key)
      return [
        {
          code: 'env/command-substitution' as const,
          ...aboutAssignment(document, assignment),
          splices: [
            removal({ start: quotedValue.start, end: value.start }),
            removal({ start: value.end, end: quotedValue.end }),
          ],
          explanation: 'remove the backticks',
          always: true,
          ...(isCommand ? { blocked: 'a shell script reads this file too, and may mean the command' } : {}),
        },
      ]
    }),
}
