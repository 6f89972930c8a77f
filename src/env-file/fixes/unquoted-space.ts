import { decodeText } from '../bytes.ts'
import { findOddCharacters } from '../lints/odd-characters.ts'
import type { Assignment } from '../segment.ts'
import { aboutAssignment, insertion, soundAssignments } from './assignments.ts'
import { type Fix, isInUse } from './fix.ts'

/** Quotes a value with blanks in it, as the file quotes its others. */
export const unquotedSpaceFix: Fix = {
  code: 'env/unquoted-space',
  propose(document, use) {
    const assignments = soundAssignments(document)
    const usual = usualQuote(assignments)
    return assignments.flatMap((assignment) => {
      if (assignment.quote !== 'none') return []
      const value = decodeText(document.bytes, assignment.value)
      if (!/[ \t]/.test(value)) return []
      const quote = chooseQuote(value, usual)
      const blocked = isInUse(use, 'docker')
        ? '`docker --env-file` would keep the quotes'
        : quote === null
          ? 'there is no way to quote this value that loaders read alike'
          : undefined
      return [
        {
          code: 'env/unquoted-space' as const,
          ...aboutAssignment(document, assignment),
          // What must not be done is worth a word only where a loader in use suffers from it.
          always: blocked === undefined && isPlainText(value),
          splices: [insertion(assignment.value.start, quote ?? '"'), insertion(assignment.value.end, quote ?? '"')],
          explanation: 'put the value in quotes',
          ...(blocked === undefined ? {} : { blocked }),
        },
      ]
    })
  },
}

type Quote = '"' | "'"

/** The one that most quoted values of the file have; double on a tie. */
function usualQuote(assignments: readonly Assignment[]): Quote {
  const count = (style: Assignment['quote']): number => assignments.filter(({ quote }) => quote === style).length
  return count('single') > count('double') ? "'" : '"'
}

/** Double quotes do not protect `"`, `\`, `$` and backticks, single quotes not `'`. */
function chooseQuote(value: string, usual: Quote): Quote | null {
  const allowed: Quote[] = []
  if (!/["\\$`]/.test(value)) allowed.push('"')
  if (!value.includes("'")) allowed.push("'")
  return allowed.includes(usual) ? usual : (allowed[0] ?? null)
}

/** Nothing but the blank is unusual about it: then quotes are right whoever reads it. */
function isPlainText(value: string): boolean {
  return !/["'`$\\#&;<>|]/.test(value) && findOddCharacters(value).length === 0
}
