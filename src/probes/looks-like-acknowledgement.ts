const resultCodeKey = /^result_?code$/i

/** The result code of a JSON acknowledgement, with the spelling of its key; undefined if there is none. */
export function resultCodeIn(
  json: Readonly<Record<string, unknown>> | undefined,
): readonly [key: string, value: unknown] | undefined {
  return Object.entries(json ?? {}).find(([key]) => resultCodeKey.test(key))
}

/**
 * Whether a 2xx reply can hardly come from anything but a callback route: JSON with a result code, or 204, which nobody
 * sends who has something to show. Servers that answer every path say "OK", nothing, or what they were asked.
 */
export function looksLikeAcknowledgement(status: number, body: string): boolean {
  if (status === 204) return true
  if (!body.trimStart().startsWith('{')) return false
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && resultCodeIn({ ...value }) !== undefined
  } catch {
    return false
  }
}
