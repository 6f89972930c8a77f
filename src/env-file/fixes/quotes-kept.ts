import { findUnsafeCharacter } from '../bare-safe.ts'
import { decodeText } from '../bytes.ts'
import { aboutAssignment, removal, soundAssignments } from './assignments.ts'
import { type Fix, isInUse } from './fix.ts'

/** Takes quotes away that `docker --env-file` would make part of the value, where the value is safe without them. */
export const quotesKeptFix: Fix = {
  code: 'env/quotes-kept',
  propose(document, use) {
    if (!isInUse(use, 'docker')) return []
    return soundAssignments(document).flatMap((assignment) => {
      const { quote, value, quotedValue } = assignment
      if (quote !== 'single' && quote !== 'double') return []
      const unsafe = findUnsafeCharacter(decodeText(document.bytes, value), false)
      return [
        {
          code: 'env/quotes-kept' as const,
          ...aboutAssignment(document, assignment),
          splices: [
            removal({ start: quotedValue.start, end: value.start }),
            removal({ start: value.end, end: quotedValue.end }),
          ],
          explanation: 'remove the quotes',
          ...(unsafe === null
            ? {}
            : { blocked: `the value holds ${nameOf(unsafe.character)}, which needs the quotes` }),
        },
      ]
    })
  },
}

function nameOf(character: string): string {
  if (character === ' ') return 'a space'
  if (character === '\t') return 'a tab'
  if (character === '\n' || character === '\r') return 'a line break'
  return /^[!-~]$/.test(character) ? `\`${character}\`` : 'a special character'
}
