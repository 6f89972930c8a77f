/** The 32-bit value of a dotted IPv4 address; undefined for any other spelling (hex, octal, short forms). */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let value = 0
  for (const part of parts) {
    const octet = Number(part)
    if (!/^\d{1,3}$/.test(part) || octet > 255 || (part.length > 1 && part.startsWith('0'))) return undefined
    value = value * 256 + octet
  }
  return value
}

/** Rewrites a dotted tail (`::ffff:1.2.3.4`) as two hexadecimal groups. */
function replaceDottedTail(text: string): string | undefined {
  if (!text.includes('.')) return text
  const start = text.lastIndexOf(':') + 1
  const tail = parseIpv4(text.slice(start))
  if (tail === undefined) return undefined
  return `${text.slice(0, start)}${Math.floor(tail / 65_536).toString(16)}:${(tail % 65_536).toString(16)}`
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined
}

/** The eight 16-bit groups of an IPv6 address; a zone (`%eth0`) is dropped. Undefined if it is none. */
export function parseIpv6(text: string): readonly number[] | undefined {
  if (!text.includes(':')) return undefined
  const address = replaceDottedTail(text.replace(/%.+$/, ''))
  if (!address?.includes(':')) return undefined
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '')
  const tail = parseGroups(halves[1] ?? '')
  if (!head || !tail) return undefined
  if (halves.length === 1) return head.length === 8 ? head : undefined
  const missing = 8 - head.length - tail.length
  return missing < 1 ? undefined : [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

/** The IPv4 value inside `::ffff:a.b.c.d`, the form in which dual-stack sockets report an IPv4 peer. */
export function unmapIpv4(groups: readonly number[]): number | undefined {
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  return isMapped ? embeddedIpv4(groups, 6) : undefined
}

/** The IPv4 value in two neighbouring groups. */
export function embeddedIpv4(groups: readonly number[], index: number): number {
  return (groups[index] ?? 0) * 65_536 + (groups[index + 1] ?? 0)
}
