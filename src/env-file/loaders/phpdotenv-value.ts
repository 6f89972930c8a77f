/**
 * A value whose references are not resolved yet: literal text, cut before every `$` that may begin one. Joined, the
 * pieces are the value as it stands.
 */
export type Template = readonly string[]

type State = 'start' | 'bare' | 'single' | 'double' | 'escape' | 'after' | 'comment'

/** What a token adds to the value, whether a reference may begin with it, and what comes next; a text is the reason of a rejection. */
type Step = { readonly adds: string; readonly next: State; readonly mayRefer?: boolean } | string

/** The value of an assignment, or the reason why phpdotenv rejects the file for it. */
export function parseValue(raw: string): Template | string {
  if (!/[ \t-\r\\'"#$]/.test(raw)) return [raw]
  const pieces: string[] = []
  let text = ''
  let state: State = 'start'
  // Runs of 1000 are the tokens of the original: white space at the start of a value ends only with such a run.
  for (const [token] of raw.matchAll(/[\r\n]{1,1000}|[ \t\v\f]{1,1000}|[\\'"#$]|[^ \t-\r\\'"#$]+/g)) {
    const step: Step = takeToken(state, token)
    if (typeof step === 'string') return step
    if (step.mayRefer === true) {
      pieces.push(text)
      text = ''
    }
    text += step.adds
    state = step.next
  }
  if (state === 'single' || state === 'double' || state === 'escape') return 'a quote is not closed'
  return [...pieces, text]
}

function takeToken(state: State, token: string): Step {
  switch (state) {
    case 'start':
      if (token === "'") return { adds: '', next: 'single' }
      if (token === '"') return { adds: '', next: 'double' }
      return token === '#' ? { adds: '', next: 'comment' } : { adds: token, next: 'bare', mayRefer: token === '$' }
    case 'bare':
      if (token === '#') return { adds: '', next: 'comment' }
      return isSpace(token) ? { adds: '', next: 'after' } : { adds: token, next: 'bare', mayRefer: token === '$' }
    case 'single':
      return token === "'" ? { adds: '', next: 'after' } : { adds: token, next: 'single' }
    case 'double':
      if (token === '"') return { adds: '', next: 'after' }
      if (token === '\\') return { adds: '', next: 'escape' }
      return { adds: token, next: 'double', mayRefer: token === '$' }
    case 'escape':
      return undoEscape(token)
    case 'after':
      if (token === '#') return { adds: '', next: 'comment' }
      return isSpace(token)
        ? { adds: '', next: 'after' }
        : 'a value with a space in it, or with text behind its closing quote, needs quotes around all of it'
    case 'comment':
      return { adds: '', next: 'comment' }
  }
}

function undoEscape(token: string): Step {
  if (token === '"' || token === '\\' || token === '$') return { adds: token, next: 'double' }
  const escaped = controls.get(token.charAt(0))
  if (escaped === undefined)
    return 'in double quotes a backslash may stand only before `"`, `\\`, `$`, f, n, r, t and v'
  return { adds: escaped + token.slice(1), next: 'double' }
}

const controls: ReadonlyMap<string, string> = new Map([
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

/** Of a token only the first character needs a look: none mixes white space with anything else. */
function isSpace(token: string): boolean {
  return /^[ \t-\r]/.test(token)
}
