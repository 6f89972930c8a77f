type Headers = readonly (readonly [string, string])[]

/** Those that speak about one connection and not about the message (RFC 9110, 7.6.1). */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  // Answered by this server already.
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

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
      ),
  )
  return headers.filter(([name]) => !ofConnection.has(name.toLowerCase()) && !named.has(name.toLowerCase()))
}

/** Who sent it in the first place, as the tunnel or proxy tells; nothing proves it. */
export function claimedSource(headers: Headers): string | null {
  const value = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const claimed = value('cf-connecting-ip') ?? value('x-forwarded-for')?.split(',')[0] ?? value('x-real-ip')
  const address = claimed?.trim() ?? ''
  return /^[\da-f.:]{3,45}$/i.test(address) ? address : null
}
