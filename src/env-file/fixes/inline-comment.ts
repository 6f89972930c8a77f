import { decodeText } from '../bytes.ts'
import { NEWLINES, usualNewline } from '../edit.ts'
import { readingOfKey } from '../key-reading.ts'
import { aboutAssignment, insertion, removal, soundAssignments } from './assignments.ts'
import type { Fix, FixUse } from './fix.ts'

/** Moves a comment from behind the value to a line of its own above it. */
export const inlineCommentFix: Fix = {
  code: 'env/inline-comment',
  propose(document, use) {
    const { bytes } = document
    const usual = usualNewline(document)
    return soundAssignments(document).flatMap((assignment) => {
      const { comment, quotedValue, start, end, newline, key } = assignment
      if (comment === null) return []
      const about = aboutAssignment(document, assignment)
      const isGuess = use.isFreeSecret(key) && !isReadAsIntended(bytes.subarray(start, end), key, about.intended, use)
      return [
        {
          code: 'env/inline-comment' as const,
          ...about,
          splices: [
            insertion(start, decodeText(bytes, comment) + NEWLINES[newline === 'none' ? usual : newline]),
            removal({ start: quotedValue.end, end: comment.end }),
          ],
          explanation: 'move the comment to its own line above',
          ...(isGuess
            ? { blocked: 'no loader in use takes it for a comment, so that it may be part of the secret' }
            : {}),
        },
      ]
    })
  },
}

function isReadAsIntended(line: Uint8Array, key: string, intended: string | null, { readers }: FixUse): boolean {
  return readers.some(({ name, read }) => {
    const reading = readingOfKey(name, read(line), key)
    return reading.outcome === 'value' && reading.value === intended
  })
}
