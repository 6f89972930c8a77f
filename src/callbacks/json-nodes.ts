/** A value of a JSON document and where it stands in the text: from its first character to behind its last one. */
export type JsonNode = (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null' }
) & { readonly from: number; readonly to: number }

export interface JsonMember {
  readonly key: string
  readonly value: JsonNode
}

/** Deeper documents mean nothing to anybody, and would exhaust the stack. */
const mostLevels = 500

/** The values of a document with their places; undefined if it is no JSON, or nested too deeply. */
export function scanJson(text: string): JsonNode | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
  // From here on the text is known to be well-formed.
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let levels = 0
  let isTooDeep = false
  const node = value()
  return isTooDeep ? undefined : node

  function skipSpace(): void {
    while (isSpace(text.charCodeAt(at))) at++
  }

  function value(): JsonNode {
    skipSpace()
    const from = at
    const first = text[at]
    if (first === '{') return { kind: 'object', members: inside('}', member), from, to: at }
    if (first === '[') return { kind: 'array', items: inside(']', value), from, to: at }
    if (first === '"') {
      skipString()
      return { kind: 'string', from, to: at }
    }
    while (at < text.length && !',]}'.includes(text.charAt(at)) && !isSpace(text.charCodeAt(at))) at++
    return { kind: first === 'n' ? 'null' : first === 't' || first === 'f' ? 'boolean' : 'number', from, to: at }
  }

  function inside<T>(end: string, read: () => T): readonly T[] {
    const found: T[] = []
    at++
    isTooDeep ||= ++levels > mostLevels
    for (skipSpace(); text[at] !== end && !isTooDeep; skipSpace()) {
      if (text[at] === ',') at++
      else found.push(read())
    }
    at++
    levels--
    return found
  }

  function member(): JsonMember {
    const from = at
    skipString()
    const key = JSON.parse(text.slice(from, at)) as string
    skipSpace()
    at++
    return { key, value: value() }
  }

  function skipString(): void {
    at++
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    at++
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** The member that parsers take: of several with one name it is the last. */
export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.findLast((member) => member.key === key)?.value : undefined
}
