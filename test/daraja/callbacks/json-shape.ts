/**
 * The shape of a JSON text: keys in their order with the type of each value. `"` text, `#` number, `~` null; of an item
 * with a key its name stands in front: `Amount#`, `Balance` alone where there is no value.
 */
export function shapeOf(text: string): string {
  return describe(JSON.parse(text))
}

function describe(value: unknown): string {
  if (value === null) return '~'
  if (typeof value === 'string') return '"'
  if (typeof value === 'number') return '#'
  if (Array.isArray(value)) return `[${value.map(describe).join(' ')}]`
  const entries = Object.entries(value as object)
  const [[firstKey, name] = ['', '']] = entries
  const isItem = /^(?:Key|Name|name)$/.test(firstKey) && entries.length <= 2
  if (isItem)
    return `${firstKey[0]}:${String(name)}${entries
      .slice(1)
      .map(([, inner]) => describe(inner))
      .join('')}`
  return `{${entries.map(([key, inner]) => `${key}${describe(inner)}`).join(' ')}}`
}
