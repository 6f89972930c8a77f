const longestCall = 1_000
const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/**
 * What stands between an opening bracket, which ends at `from`, and its closing one, cut at its own commas. Undefined
 * where the end is not in sight.
 */
export function splitArguments(text: string, from: number): readonly string[] | undefined {
  const parts: string[] = []
  const open: string[] = []
  let start = from
  let quote = ''
  const end = Math.min(text.length, from + longestCall)
  for (let at = from; at < end; at++) {
    const character = text[at] ?? ''
    if (quote !== '') {
      if (character === '\\') at++
      else if (character === quote) quote = ''
    } else if (character === "'" || character === '"' || character === '`') quote = character
    else if (Object.hasOwn(closing, character)) open.push(closing[character] ?? '')
    else if (character === open.at(-1)) open.pop()
    else if (character === ')' || character === ']' || character === '}') {
      parts.push(text.slice(start, at).trim())
      return parts.filter((part) => part !== '')
    } else if (character === ',' && open.length === 0) {
      parts.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  return undefined
}

/** The items of `[a, b]` or `(a, b)`, or the one thing itself. */
export function itemsOf(expression: string): readonly string[] | undefined {
  return /^[[(]/.test(expression) && /[\])]$/.test(expression) ? splitArguments(expression, 1) : [expression]
}
