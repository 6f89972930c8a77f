/** Values that `dotenvx` asks a password manager for, by running its program, once the file is read. */
const SECRET_REFERENCE = /^(?:op:\/\/|bw:\/\/[\s\S]+\/(?:username|password|uri)$)/

/** Past this many characters looked at, a value full of `$(` counts as one with a command. */
const MOST_WORK = 16 * 1024 * 1024

export function isSecretReference(value: string): boolean {
  return SECRET_REFERENCE.test(value)
}

/** Whether `dotenvx` finds a complete `$(…)` in the value, which it would run. Nothing is run here. */
export function hasCommand(value: string): boolean {
  let left = MOST_WORK
  for (let start = value.indexOf('$('); start !== -1; start = value.indexOf('$(', start + 2)) {
    if (isClosed(value, start + 2)) return true
    left -= value.length - start
    if (left < 0) return true
  }
  return false
}

/** Whether the parenthesis closes: backslashes hide the next character (not in '…'), quotes hide other parentheses. */
function isClosed(value: string, from: number): boolean {
  // The quote that each open parenthesis is in, the innermost last.
  const quotes = ['']
  for (let at = from; at < value.length; at++) {
    const quote = quotes.at(-1) ?? ''
    const char = value.charAt(at)
    if (quote === "'") {
      if (char === quote) quotes[quotes.length - 1] = ''
    } else if (char === '\\') {
      at++
    } else if (quote !== '') {
      if (char === quote) quotes[quotes.length - 1] = ''
      else if (char === '$' && value[at + 1] === '(') {
        quotes.push('')
        at++
      }
    } else if (char === "'" || char === '"' || char === '`') {
      quotes[quotes.length - 1] = char
    } else if (char === '(') {
      quotes.push('')
    } else if (char === ')') {
      quotes.pop()
      if (quotes.length === 0) return true
    }
  }
  return false
}
