import { isInherited, putFirst } from './expansion-shell.ts'
import { NEW_SEARCH, type Spend } from './expansion-work.ts'

/** `${NAME:-operand}` taken apart. */
export interface Reference {
  readonly name: string
  readonly operator: string | null
  readonly operand: string
}

/** What `dotenv-expand` and `dotenvx` do differently. */
export interface ReferenceRules {
  /** What is put in place of the reference; `results` are the texts that this value has been so far. */
  substitute(reference: Reference, results: ReadonlySet<string>): string
  /** Whether nothing more is expanded after this reference has led to `result`. */
  endsAt(result: string, reference: Reference): boolean
  /** Every text known under the name, joined: without a `$` in it nothing can come of the name but its value. */
  textsOf(name: string): string
}

const PATTERN = /(?<!\\)\$\{([^{}]+)\}|(?<!\\)\$([A-Za-z_][A-Za-z0-9_]*)/
const EVERY = new RegExp(PATTERN, 'g')
const MAY_REFER = /\$[A-Za-z_{]/

/**
 * Expands references as `dotenv-expand` and `dotenvx` do: the first one found is replaced, at the first place where its
 * text stands (an escaped one, perhaps), then the search begins anew in the result. Null where that does not end.
 */
export function expandReferences(text: string, rules: ReferenceRules, spend: Spend): string | null {
  if (!spend(text.length)) return null
  if (!text.includes('$')) return text
  const direct = expandAtOnce(text, rules, spend)
  if (direct !== null) return spend(direct.length) ? direct : null
  const results = new Set<string>()
  let result = text
  for (;;) {
    const match = PATTERN.exec(result)
    if (match === null) return result
    if (!spend(result.length + NEW_SEARCH)) return null
    results.add(result)
    const reference = parseReference(match[1] ?? match[2] ?? '')
    const replaced = putFirst(result, match[0], rules.substitute(reference, results))
    if (replaced === null) return null
    result = replaced
    if (rules.endsAt(result, reference)) return result
  }
}

/** The same for the usual value, all of it in one go: nothing put in leads to a new reference. Null if it might. */
function expandAtOnce(text: string, rules: ReferenceRules, spend: Spend): string | null {
  const none = new Set<string>()
  let isPlain = true
  const result = text.replace(EVERY, (_, braced?: string, bare?: string) => {
    if (!isPlain) return ''
    const reference = parseReference(braced ?? bare ?? '')
    const texts = rules.textsOf(reference.name)
    isPlain = spend(texts.length) && !isInherited(reference.name) && !texts.includes('$')
    if (!isPlain) return ''
    const value = rules.substitute(reference, none)
    isPlain = !value.includes('$') && !value.endsWith('\\')
    return value
  })
  return isPlain && !MAY_REFER.test(result) ? result : null
}

function parseReference(expression: string): Reference {
  const operator = /:\+|\+|:-|-/.exec(expression)?.[0] ?? null
  // Without an operator both packages split at null, which JavaScript takes for the text "null".
  const separator = operator ?? 'null'
  const at = expression.indexOf(separator)
  if (at === -1) return { name: expression, operator, operand: '' }
  return { name: expression.slice(0, at), operator, operand: expression.slice(at + separator.length) }
}
