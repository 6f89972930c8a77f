export type Headers = readonly (readonly [string, string])[]

/** Those that speak about one connection and not about the message (RFC 9110, 7.6.1). */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  // Answered by this server already.
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** They belong to the message whatever `Connection` says: without them it would be another one. */
const ofMessage =
  /^(?:host|content-.+|authorization|cookie|set-cookie|accept.*|date|location|cache-control|user-agent|forwarded|x-forwarded-.+)$/i

/** Node's flat list of names and values, in pairs. */
export function pairHeaders(raw: readonly string[]): Headers {
  const headers: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) headers.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return headers
}

/**
 * What is handed on, as Node's flat list of names and values: order, spelling and repetitions stay. A trailer is announced
 * only where it can follow.
 */
export function passOn(headers: Headers, mayTrail: boolean): string[] {
  let named: ReadonlySet<string> = nothing
  for (const [name, value] of headers) if (name.toLowerCase() === 'connection') named = namedBy(value, named)
  const passed: string[] = []
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (ofConnection.has(key) || named.has(key) || (key === 'trailer' && !mayTrail)) continue
    passed.push(name, value)
  }
  return passed
}

const nothing: ReadonlySet<string> = new Set()

/** The headers that a `Connection` names, besides those of another one. */
function namedBy(value: string, others: ReadonlySet<string>): ReadonlySet<string> {
  const names = value
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => !ofConnection.has(name) && !ofMessage.test(name))
  return names.length === 0 ? others : new Set([...others, ...names])
}

/** The message came in chunks, so it has no length of its own. */
export function isChunked(headers: Headers): boolean {
  return headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')
}
