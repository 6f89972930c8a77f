import { toNairobiIso } from './nairobi-time.ts'

// Char 1 is the year (L = 2017 … U = 2026), char 2 the month (A to L), char 3 the day (1 to 9, then A = 10 … V = 31).
// Derived from published receipts of 2017 to 2026, which all fit; Safaricom documents only the length.
const receiptForm = /^[A-Z][A-L][1-9A-V][0-9A-Z]{7}$/
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const days = `123456789${letters}`
const alphanumerics = `0${days}`
const yearOfA = 2006

/**
 * Whether a text has the form of an M-PESA receipt such as `UJ6E59176X`. The ids of queries (`SKE0000000`) have the same
 * beginning and only zeros after it: they name no payment and do not count.
 */
export function looksLikeReceipt(text: string): boolean {
  return receiptForm.test(text) && !text.endsWith('0000000')
}

/** The day that a receipt of 2006 to 2031 was made on, `2026-10-06`; undefined if it has another form. */
export function receiptDay(text: string): string | undefined {
  if (!receiptForm.test(text)) return undefined
  const two = (count: number): string => String(count).padStart(2, '0')
  const year = yearOfA + letters.indexOf(text.charAt(0))
  return `${year}-${two(letters.indexOf(text.charAt(1)) + 1)}-${two(days.indexOf(text.charAt(2)) + 1)}`
}

function pick(alphabet: string, random: () => number): string {
  return alphabet.charAt(Math.min(alphabet.length - 1, Math.floor(random() * alphabet.length)))
}

/** An invented receipt in today's form for that day in Nairobi. The year letter starts again at A after 2031 (Z). */
export function makeReceipt(at: Date, random: () => number): string {
  const [year = 0, month = 1, day = 1] = toNairobiIso(at).slice(0, 10).split('-').map(Number)
  const yearLetter = letters.charAt((((year - yearOfA) % 26) + 26) % 26)
  const start = `${yearLetter}${letters.charAt(month - 1)}${days.charAt(day - 1)}`
  const rest = Array.from({ length: 6 }, () => pick(alphanumerics, random)).join('')
  return `${start}${pick(days, random)}${rest}`
}
