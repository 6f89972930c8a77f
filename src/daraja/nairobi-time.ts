/** East Africa Time is three hours ahead of UTC all year; Kenya has no summer time. */
const eatOffsetMs = 3 * 60 * 60 * 1000

function atNairobi(date: Date): string {
  return new Date(date.getTime() + eatOffsetMs).toISOString()
}

/**
 * `YYYYMMDDHHmmss` in East Africa Time, the form of the STK `Timestamp` and of `TransactionDate`.
 * @throws RangeError for an invalid date
 */
export function toTimestamp(date: Date): string {
  return atNairobi(date).replaceAll(/\D/g, '').slice(0, 14)
}

/** ISO 8601 with the offset of Nairobi, to the second: `2026-10-06T14:19:53+03:00`. Throws as `toTimestamp` does. */
export function toNairobiIso(date: Date): string {
  return `${atNairobi(date).slice(0, 19)}+03:00`
}

/** The moment that a `YYYYMMDDHHmmss` text in East Africa Time means; undefined for impossible dates and other forms. */
export function parseTimestamp(text: string): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`)
  if (Number.isNaN(date.getTime())) return undefined
  // Date accepts 31 February and 24:00 and moves on to the next day, so only a value that survives the way back is real.
  return toTimestamp(date) === text ? date : undefined
}
