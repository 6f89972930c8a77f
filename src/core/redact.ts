import type { JsonValue } from './json.ts'
import { maskPhoneOf, maskPhones } from './mask-phones.ts'

/** Values shorter than this, and these common words, would tear holes into ordinary text: they are never printed instead. */
const shortest = 6
const commonWords: ReadonlySet<string> = new Set([
  'callback',
  'daraja',
  'kenya',
  'm-pesa',
  'nairobi',
  'payment',
  'payments',
  'production',
  'safari',
  'safaricom',
  'postgres',
  'password',
  'secret',
  'sandbox',
  'mysql',
  'laravel',
  'django',
  'localhost',
])

const mask = '********'
// Today's CheckoutRequestID ends in the nine digits of the payer's number: ws_CO_ + 14 digits + a few digits + phone.
const checkoutRequestId = /(ws_CO_\d{15,20})([17]\d{2})\d{3}(\d{3})(?!\d)/g
const bearer = /\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~-]{8,}/g
// Everything before the last @ of what may be an authority; blanks and further @ are typing errors that must not leak either.
const urlLogin = /\b([a-z][a-z0-9+.-]*:\/\/)([^/?#\n"'<>`]{1,200})@/gi
const assignedPassword = /\b(password|passwd|pwd|sslpassword)=([^&\s;"'*]+)/gi

// What a query calls a token, key, secret or password; names are bounded so that a long line stays fast.
const queryName = String.raw`[\w.~%[\]-]{0,40}`
const secretInQuery = new RegExp(
  `([?&;]${queryName}(?:token|key|secret|pass|signature)${queryName}=)[^&#\\s"'<>\`\\p{Cc}]+`,
  'giu',
)

/** Masks the password of a URL; where a web URL has only a user, that is a token. */
export function hideLogins(text: string): string {
  return text.replace(urlLogin, (whole, scheme: string, login: string) => {
    const colon = login.indexOf(':')
    const blank = login.search(/\s/)
    // A sentence in which a URL and a later @ stand is no login.
    if (blank !== -1 && (colon === -1 || colon > blank)) return whole
    if (colon === -1) return /^https?:/i.test(scheme) ? `${scheme}${mask}@` : whole
    return `${scheme}${login.slice(0, colon)}:${mask}@`
  })
}

/** Hides secrets and phone numbers. Every output of the program passes through one instance. */
export interface Redactor {
  /** Values to hide wherever they occur, also in their JSON, URL and base64 spellings. */
  add(...values: readonly string[]): void
  text(text: string): string
  /** Redacts the leaves; numbers that are phone numbers become masked strings, so that JSON stays valid. */
  value<T extends JsonValue>(value: T): T
}

function spellings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1)
  let base64: string | undefined
  try {
    base64 = btoa(value)
  } catch {
    base64 = undefined
  }
  return [value, json, encodeURIComponent(value), ...(base64 === undefined ? [] : [base64])]
}

export function createRedactor(): Redactor {
  const hidden = new Set<string>()
  let ordered: readonly string[] | undefined

  function text(input: string): string {
    // Longest first: a secret that contains another one must disappear whole.
    ordered ??= [...hidden].sort((a, b) => b.length - a.length)
    let output = input
    for (const value of ordered) if (output.includes(value)) output = output.replaceAll(value, mask)
    // Asking for the fixed part first spares most runs the compilation of the pattern.
    if (output.includes('://')) output = hideLogins(output)
    if (/[?&;]/.test(output)) output = output.replace(secretInQuery, `$1${mask}`)
    if (/(?:passw|pwd)/i.test(output)) output = output.replace(assignedPassword, `$1=${mask}`)
    if (output.includes('Bearer') || output.includes('Basic')) output = output.replace(bearer, `$1 ${mask}`)
    if (output.includes('ws_CO_')) output = output.replace(checkoutRequestId, '$1$2***$3')
    return maskPhones(output)
  }

  function value(input: JsonValue, field = ''): JsonValue {
    if (typeof input === 'string') return maskPhoneOf(field, text(input))
    if (typeof input === 'number') {
      const masked = maskPhoneOf(field, text(String(input)))
      return masked === String(input) ? input : masked
    }
    if (Array.isArray(input)) return input.map((entry) => value(entry, field))
    if (input !== null && typeof input === 'object')
      return Object.fromEntries(Object.entries(input).map(([key, entry]) => [key, value(entry, key)]))
    return input
  }

  return {
    add(...values) {
      for (const entry of values) {
        if (entry.length < shortest || hidden.has(entry) || commonWords.has(entry.toLowerCase())) continue
        for (const spelling of spellings(entry)) hidden.add(spelling)
      }
      ordered = undefined
    },
    text,
    value: <T extends JsonValue>(input: T) => value(input) as T,
  }
}

/** For `--show-secrets` on a terminal. */
export const plainRedactor: Redactor = { add: () => undefined, text: (text) => text, value: (value) => value }
