import { parseTimestamp, toNairobiIso, toTimestamp } from './nairobi-time.ts'
import { maskPhone, normalisePhoneNumber } from './phone-number.ts'

/**
 * `today`: `ws_CO_` + DDMMYYYYHHMMSS in Nairobi + 1 to 3 digits of milliseconds + 9 digits of the phone.
 * `old`: the same time + 4 to 6 digits (until about 2021). `dmz`: `ws_CO_DMZ_<number>_` + time + up to 3 digits (until 2019).
 * `probe`: made by this program, never by Safaricom. `unknown`: anything else, which may still be an id, for ids are opaque.
 */
export type CheckoutRequestIdShape = 'today' | 'old' | 'dmz' | 'probe' | 'unknown'

export interface CheckoutRequestIdParts {
  readonly shape: CheckoutRequestIdShape
  /** When the push was sent, ISO 8601 in East Africa Time. */
  readonly requestedAt?: string
  /** The phone without 254; the id gives it away, so mask the id wherever it is shown. */
  readonly phoneDigits?: string
}

const probePrefix = 'ws_CO_DOCTOR'

const forms = [
  { shape: 'today', form: /^ws_CO_(\d{14})\d{1,3}(\d{9})$/ },
  { shape: 'old', form: /^ws_CO_(\d{14})\d{4,6}$/ },
  { shape: 'dmz', form: /^ws_CO_DMZ_\d+_(\d{14})\d{0,3}$/ },
] as const

function readTime(dayFirst: string): Date | undefined {
  return parseTimestamp(`${dayFirst.slice(4, 8)}${dayFirst.slice(2, 4)}${dayFirst.slice(0, 2)}${dayFirst.slice(8)}`)
}

/** What an id tells about its push. An id with an impossible date is `unknown`. */
export function parseCheckoutRequestId(id: string): CheckoutRequestIdParts {
  if (isProbeCheckoutRequestId(id)) return { shape: 'probe' }
  for (const { shape, form } of forms) {
    const match = form.exec(id)
    const time = match?.[1] === undefined ? undefined : readTime(match[1])
    if (!match || !time) continue
    const requestedAt = toNairobiIso(time)
    return match[2] === undefined ? { shape, requestedAt } : { shape, requestedAt, phoneDigits: match[2] }
  }
  return { shape: 'unknown' }
}

/** Whether a text begins and is built like a CheckoutRequestID, in whichever form, probes included. */
export function looksLikeCheckoutRequestId(value: string): boolean {
  return /^ws_CO_[A-Za-z0-9_]{4,}$/.test(value)
}

/** The id with the middle of its phone digits hidden, whether its date is possible or not; others stay as they are. */
export function maskCheckoutRequestId(id: string): string {
  return id.replace(/^(ws_CO_\d{15,})(\d{9})$/, (_, start: string, phone: string) => `${start}${maskPhone(phone)}`)
}

/** Whether an id was made by `makeProbeCheckoutRequestId`. */
export function isProbeCheckoutRequestId(id: string): boolean {
  return id.startsWith(probePrefix)
}

/**
 * An id for probes. Safaricom writes digits or `DMZ` after `ws_CO_`, so no order can carry this one. It is no longer than
 * a real id, whatever `random` holds; only its letters and digits are used, the first 17.
 */
export function makeProbeCheckoutRequestId(random: string): string {
  return `${probePrefix}_${random.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 17)}`
}

/**
 * An invented id in today's form. `random` gives the milliseconds, so 1000 ids a second and phone at most:
 * ask again while an id is taken.
 * @throws RangeError if the phone is no Kenyan mobile number
 */
export function makeCheckoutRequestId(at: Date, phone: string, random: () => number): string {
  const normalised = normalisePhoneNumber(phone)
  if (!normalised) throw new RangeError('A CheckoutRequestID needs a Kenyan mobile number')
  const time = toTimestamp(at)
  const dayFirst = `${time.slice(6, 8)}${time.slice(4, 6)}${time.slice(0, 4)}${time.slice(8)}`
  return `ws_CO_${dayFirst}${Math.min(999, Math.floor(random() * 1000))}${normalised.slice(3)}`
}
