import { toTimestamp } from '../../daraja/nairobi-time.ts'
import { makeReceipt } from '../../daraja/receipt.ts'

/** What each callback of a load has for itself. */
export interface UniqueIds {
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
  readonly receipt: string
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** All but `0000000`, which names no payment. */
const receiptSpace = 36 ** 7 - 1
const secondMs = 1_000
const yearMs = 365 * 24 * 3_600 * secondMs
/** No push was sent in these years, so no order can have such an id. */
const firstMoment = Date.UTC(2080, 0, 1)
const years = 15

/**
 * Ids without end, none of them twice: CheckoutRequestIDs in today's form, dated in years to come, receipts of today and
 * MerchantRequestIDs. `random` chooses where to start, so that two runs hardly ever meet.
 */
export function createUniqueIds(now: Date, random: () => number, phoneDigits: string): () => UniqueIds {
  const firstSecond = firstMoment + Math.floor((random() * years * yearMs) / secondMs) * secondMs
  const receiptStart = Math.floor(random() * receiptSpace)
  const day = makeReceipt(now, random).slice(0, 3)
  const groups = [4, 4, 4, 12].map((digits) => hex(random, digits)).join('-')
  const merchantStart = 1_000_000 + Math.floor(random() * 1_000_000)
  let count = 0
  let second = Number.NaN
  let start = ''
  return () => {
    const wanted = Math.floor(count / 900)
    if (wanted !== second) {
      second = wanted
      const time = toTimestamp(new Date(firstSecond + second * secondMs))
      start = `ws_CO_${time.slice(6, 8)}${time.slice(4, 6)}${time.slice(0, 4)}${time.slice(8)}`
    }
    // Always three digits, so that every body has the same length.
    const checkoutRequestId = `${start}${100 + (count % 900)}${phoneDigits}`
    const receipt = `${day}${base36(1 + ((receiptStart + count) % receiptSpace))}`
    const merchantRequestId = `${groups}${merchantStart + count}`
    count += 1
    return { checkoutRequestId, merchantRequestId, receipt }
  }
}

function base36(value: number): string {
  let text = ''
  for (let rest = value, digit = 0; digit < 7; digit++) {
    text = `${alphabet[rest % 36]}${text}`
    rest = Math.floor(rest / 36)
  }
  return text
}

function hex(random: () => number, digits: number): string {
  return Array.from({ length: digits }, () => Math.min(15, Math.floor(random() * 16)).toString(16)).join('')
}

/**
 * Writes one body over and over, each time with ids of its own in place of those that it was built with. Whatever of them
 * does not stand in the body any more stays as it is.
 */
export function createBodyWriter(body: string, built: UniqueIds, next: () => UniqueIds): () => string {
  const names = new Map<string, keyof UniqueIds>([
    [built.checkoutRequestId, 'checkoutRequestId'],
    [built.merchantRequestId, 'merchantRequestId'],
    [built.receipt, 'receipt'],
  ])
  const escaped = [...names.keys()].map((id) => id.replaceAll(/[.*+?^${}()|[\]\\-]/g, String.raw`\$&`))
  const parts = body.split(new RegExp(`(${escaped.join('|')})`))
  const slots = parts.map((part) => names.get(part))
  if (slots.every((slot) => slot === undefined)) return () => body
  return () => {
    const ids = next()
    let text = ''
    for (let at = 0; at < parts.length; at++) {
      const slot = slots[at]
      text += slot === undefined ? parts[at] : ids[slot]
    }
    return text
  }
}
