/*
 * The white space of a JSON document, changed in its text: numbers such as `1.00`, the order of keys and repeated ones stay,
 * which they would not if it were parsed and written anew. Both expect a document that parses.
 */

/** One token of JSON, or the space between two. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Over several lines, two spaces a level. */
export function indentJson(text: string): string {
  let indented = ''
  let level = 0
  let last = ''
  const line = (): string => `\n${'  '.repeat(Math.max(0, level))}`
  for (const [token] of text.matchAll(tokens)) {
    const isEnd = token === '}' || token === ']'
    if (isEnd) level--
    if (isEnd ? last !== '{' && last !== '[' : last === '{' || last === '[' || last === ',') indented += line()
    if (last === ':') indented += ' '
    if (token === '{' || token === '[') level++
    indented += token
    last = token
  }
  return indented
}

/** On one line without a space. */
export function compactJson(text: string): string {
  return [...text.matchAll(tokens)].map(([token]) => token).join('')
}
