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

/** What is handed on: order, spelling and repetitions stay. */
export function passOn(headers: Headers): Headers {
  const named = new Set(
    headers
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) =>
        value
          .toLowerCase()
          .split(',')
          .map((name) => name.trim()),
      )
      .filter((name) => !ofMessage.test(name)),
  )
  return headers.filter(([name]) => !ofConnection.has(name.toLowerCase()) && !named.has(name.toLowerCase()))
}

/** The message came in chunks, so it has no length of its own. */
export function isChunked(headers: Headers): boolean {
  return headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')
}
