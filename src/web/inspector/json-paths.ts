/** The leaves of a document by path: `Body.stkCallback.CallbackMetadata.Item[0].Name` → `"Amount"`. */
export type Leaves = ReadonlyMap<string, string>

/** More than any callback has; a body of megabytes must not stop the page. */
const mostLeaves = 5000
const deepest = 100

/** The leaves of a JSON text as JSON texts; undefined if it is no JSON. Empty objects and lists are leaves. */
export function jsonLeaves(text: string): Leaves | undefined {
  let document: unknown
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
  const leaves = new Map<string, string>()
  collect(document, '', 0, leaves)
  return leaves
}

function collect(value: unknown, path: string, depth: number, leaves: Map<string, string>): void {
  if (leaves.size >= mostLeaves) return
  const entries = depth < deepest ? entriesOf(value, path) : []
  if (entries.length === 0) leaves.set(path === '' ? '(whole body)' : path, JSON.stringify(value))
  for (const [inner, child] of entries) collect(child, inner, depth + 1, leaves)
}

function entriesOf(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return []
  if (!Array.isArray(value))
    return Object.entries(value).map(([key, child]) => [path === '' ? key : `${path}.${key}`, child])
  // Metadata items are told apart by their name, for their order and number differ from one delivery to the next.
  const names = value.map(itemName)
  const named = names.every((name) => name !== undefined) && new Set(names).size === names.length
  return value.map((child, index) => [`${path}[${named ? names[index] : index}]`, child])
}

function itemName(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const { Name, Key, name } = item as Readonly<Record<string, unknown>>
  const found = Name ?? Key ?? name
  return typeof found === 'string' ? found : undefined
}

/** What all paths begin with, up to a dot: `Body.stkCallback.`; empty if they share nothing. */
export function sharedParent(paths: readonly string[]): string {
  const [first = '', ...others] = paths
  const parents = first.split('.').slice(0, -1)
  while (parents.length > 0) {
    const prefix = `${parents.join('.')}.`
    if (others.every((path) => path.startsWith(prefix))) return prefix
    parents.pop()
  }
  return ''
}
