/** A port of a container that Compose opens on this machine. */
export interface PublishedPort {
  readonly published: number
  /** Inside the container. */
  readonly target: number
}

const short =
  /^\s*-\s*["']?(?:(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\]|localhost):)?(\d{2,5}):(\d{2,5})(?:\/tcp)?["']?\s*(?:#.*)?$/
const long = /^\s*(?:-\s*)?(published|target)\s*:\s*["']?(\d{2,5})["']?\s*(?:#.*)?$/

/** `ports:` of a compose file, in both spellings; ranges and variables are left out. */
export function readPublishedPorts(text: string): readonly PublishedPort[] {
  const found: PublishedPort[] = []
  let pair: Partial<Record<'published' | 'target', number>> = {}
  for (const line of text.split('\n')) {
    const [, published, target] = short.exec(line) ?? []
    if (published !== undefined) found.push({ published: Number(published), target: Number(target) })
    const [, name, port] = long.exec(line) ?? []
    if (name !== 'published' && name !== 'target') continue
    // A name that comes again begins the next entry.
    if (pair[name] !== undefined) pair = {}
    pair[name] = Number(port)
    if (pair.published !== undefined && pair.target !== undefined) {
      found.push({ published: pair.published, target: pair.target })
      pair = {}
    }
  }
  return found
}
