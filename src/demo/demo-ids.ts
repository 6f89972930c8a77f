/*
 * Ids as M-PESA makes them today, for payments that never happened. Their times are Nairobi's, which is UTC+3 all year.
 */

const eatOffsetMs = 3 * 3_600_000

/** `ws_CO_`, day to second, the milliseconds without leading zeros, the last nine digits of the phone number. */
export function makeCheckoutRequestId(at: Date, phone: string): string {
  const [year, month, day, hour, minute, second] = nairobiParts(at)
  return `ws_CO_${day}${month}${year}${hour}${minute}${second}${at.getUTCMilliseconds()}${phone.slice(-9)}`
}

/** Ten characters: a letter each for year (U is 2026) and month, the day in base 32, seven that only tell payments apart. */
export function makeReceipt(at: Date, rest: string): string {
  const [year, month, day] = nairobiParts(at)
  const letter = (index: number): string => String.fromCharCode(65 + (index % 26))
  const dayNumber = Number(day)
  const dayLetter = dayNumber < 10 ? String(dayNumber) : letter(dayNumber - 10)
  return `${letter(Number(year) - 2006)}${letter(Number(month) - 1)}${dayLetter}${rest}`
}

/** Reads a TransactionDate (`20261123094201`, number or text); null if it is no such time. */
export function parseTransactionDate(value: unknown): Date | null {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(value))
  if (match === null) return null
  const [, year, month, day, hour, minute, second] = match
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`)
  return Number.isNaN(at.getTime()) ? null : at
}

function nairobiParts(at: Date): readonly [string, string, string, string, string, string] {
  const [year = '', month = '', day = '', hour = '', minute = '', second = ''] = new Date(at.getTime() + eatOffsetMs)
    .toISOString()
    .split(/\D/)
  return [year, month, day, hour, minute, second]
}
