/**
 * Expands `$NAME`, `${NAME}` and `${NAME:-default}` as Bun 1.4 does: from left to right, what is put in is not looked at
 * again, an unset name is empty, `\$` is a dollar sign. Any other `${…}` and one that is not closed stay as they are.
 * Null if the result would be longer than `room`.
 */
export function expandBun(value: string, lookUp: (name: string) => string | undefined, room: number): string | null {
  if (!value.includes('$')) return value
  const closing = value.includes('${') ? matchBraces(value) : new Map<number, number>()
  const pieces: string[] = []
  let length = 0
  const put = (piece: string): void => {
    length += piece.length
    if (length <= room) pieces.push(piece)
  }
  const expand = (from: number, to: number, depth: number): void => {
    let at = from
    while (at < to) {
      const dollar = value.indexOf('$', at)
      if (dollar === -1 || dollar >= to) {
        put(value.slice(at, to))
        return
      }
      if (dollar > at && value[dollar - 1] === '\\') {
        put(`${value.slice(at, dollar - 1)}$`)
        at = dollar + 1
        continue
      }
      put(value.slice(at, dollar))
      at = expandAt(dollar, to, depth)
    }
  }
  const expandAt = (dollar: number, to: number, depth: number): number => {
    const isBraced = value[dollar + 1] === '{'
    const nameStart = isBraced ? dollar + 2 : dollar + 1
    const nameEnd = endOfName(value, nameStart)
    if (!isBraced) {
      put(nameEnd === nameStart ? '$' : (lookUp(value.slice(nameStart, nameEnd)) ?? ''))
      return nameEnd
    }
    const close = closing.get(dollar)
    if (close === undefined) {
      put(value.slice(dollar, to))
      return to
    }
    const hasDefault = value.startsWith(':-', nameEnd)
    if (nameEnd !== close && !hasDefault) {
      put(value.slice(dollar, close + 1))
      return close + 1
    }
    const found = lookUp(value.slice(nameStart, nameEnd))
    if (found !== undefined) put(found)
    else if (hasDefault && depth < DEEPEST_DEFAULT) expand(nameEnd + 2, close, depth + 1)
    else if (hasDefault) put(value.slice(nameEnd + 2, close))
    return close + 1
  }
  expand(0, value.length, 0)
  return length > room ? null : pieces.join('')
}

/** Defaults inside defaults are expanded down to here. */
const DEEPEST_DEFAULT = 200

/** Offset of each `${` to that of its `}`; whatever a backslash stands before is neither. */
function matchBraces(value: string): ReadonlyMap<number, number> {
  const closing = new Map<number, number>()
  const open: number[] = []
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') at++
    else if (value[at] === '$' && value[at + 1] === '{') open.push(at++)
    else if (value[at] === '}') {
      const dollar = open.pop()
      if (dollar !== undefined) closing.set(dollar, at)
    }
  }
  return closing
}

function endOfName(value: string, from: number): number {
  const name = /\w*/y
  name.lastIndex = from
  name.test(value)
  return name.lastIndex
}
