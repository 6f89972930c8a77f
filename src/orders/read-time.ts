import { parseTimestamp } from '../daraja/nairobi-time.ts'

const eatOffsetMs = 3 * 60 * 60 * 1000

/**
 * A stored time as ISO 8601, whatever the column holds: an instant, a timestamp without zone, a date, Daraja's
 * `YYYYMMDDHHmmss` in East Africa Time, or seconds or milliseconds since 1970. A time without zone is read as UTC, and as
 * Nairobi's where UTC would lie in the future. Texts of other forms are handed back; empty ones are null.
 */
export function readTime(value: unknown, now: Date): string | null {
  if (value === null || value === undefined || value === '') return null
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  const text = String(value).trim()
  const daraja = parseTimestamp(text)
  if (daraja !== undefined) return daraja.toISOString()
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1_000).toISOString()
  if (/^\d{13}$/.test(text)) return new Date(Number(text)).toISOString()
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text
  const naive = readNaive(text)
  if (naive !== undefined) {
    const future = naive.getTime() > now.getTime() + 60_000
    return new Date(naive.getTime() - (future ? eatOffsetMs : 0)).toISOString()
  }
  const instant = new Date(text)
  return /^\d{4}-/.test(text) && !Number.isNaN(instant.getTime()) ? instant.toISOString() : text
}

/** `2026-11-23 08:00:00.123456`, taken as UTC; undefined for everything that names a zone or is no such time. */
export function readNaive(text: string): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)\d*$/.exec(text)
  if (match === null) return undefined
  const date = new Date(`${match[1]}T${match[2]}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}
