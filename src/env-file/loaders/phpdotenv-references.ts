import type { Spend } from './expansion-work.ts'
import type { Template } from './phpdotenv-value.ts'

/**
 * Puts in what `lookUp` knows, from the last possible reference to the first, so that a name can itself be put together
 * by references behind it: `${A${B}}`. A name that is not known stays as it stands. Null when that is too much work.
 */
export function resolveReferences(
  template: Template,
  lookUp: (name: string) => string | undefined,
  spend: Spend,
): string | null {
  // The pieces behind the place that is looked at, the nearest last; none is empty.
  const tail: string[] = []
  for (const piece of template.slice(1).reverse()) {
    tail.push(piece)
    const name = takeReference(tail)
    if (name === null) continue
    const value = lookUp(name)
    if (value !== undefined && !spend(value.length)) return null
    pushPiece(tail, value ?? `$\{${name}}`)
  }
  tail.push(template[0] ?? '')
  return tail.reverse().join('')
}

/** The name of the reference that the pieces begin with, which is taken off them; null if they begin with none. */
function takeReference(tail: string[]): string | null {
  const names: string[] = []
  let at = 1
  let isOpen = false
  for (let index = tail.length - 1; index >= 0; index--) {
    const piece = tail[index] ?? ''
    if (!isOpen && at < piece.length) {
      if (piece[at] !== '{') return null
      isOpen = true
      at++
    }
    const end = isOpen ? nameEnd(piece, at) : piece.length
    names.push(piece.slice(at, end))
    at = 0
    if (end === piece.length) continue
    const name = names.join('')
    if (piece[end] !== '}' || name === '') return null
    tail.length = index
    pushPiece(tail, piece.slice(end + 1))
    return name
  }
  return null
}

function nameEnd(piece: string, from: number): number {
  const run = /[a-zA-Z0-9_.]*/y
  run.lastIndex = from
  run.test(piece)
  return run.lastIndex
}

function pushPiece(tail: string[], piece: string): void {
  if (piece !== '') tail.push(piece)
}
