import type { ClockPort, RandomPort } from '../core/ports.ts'
import { makeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import { makeConversationId, makeUuid } from '../daraja/conversation-id.ts'
import { makeReceipt } from '../daraja/receipt.ts'
import type { Ids } from './world.ts'

/** What is taken already, also by an earlier run. */
export interface TakenIds {
  isPush(checkoutRequestId: string): boolean
  isReceipt(receipt: string): boolean
}

/** More are never on their way to the ledger at one time. */
const mostGiven = 10_000

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createIds(clock: ClockPort, random: RandomPort, taken: TakenIds): Ids {
  const next = createRandom(random)
  // Running numbers make each id unique, whatever chance says.
  let running = 1_000_000 + Math.floor(next() * 8_000_000)
  /** Given out, and perhaps not booked yet. */
  const given = new Set<string>()

  /** At most eight digits; one drawing for each id of this kind would be most of the work of a push. */
  const hex = (digits: number): string =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')

  function receipt(): string {
    if (given.size >= mostGiven) given.clear()
    for (;;) {
      const made = makeReceipt(clock.now(), next)
      if (given.has(made) || taken.isReceipt(made)) continue
      given.add(made)
      return made
    }
  }

  return {
    checkoutRequestId(phone) {
      const now = clock.now()
      const milliseconds = now.getMilliseconds()
      const first = makeCheckoutRequestId(now, phone, () => milliseconds / 1_000)
      if (!taken.isPush(first)) return first
      // A phone that was pushed to in this very millisecond: the next free one is taken, in the next second at the latest.
      for (let ahead = 1; ; ahead++) {
        const at = new Date(now.getTime() + ahead)
        const id = makeCheckoutRequestId(at, phone, () => at.getMilliseconds() / 1_000)
        if (!taken.isPush(id)) return id
      }
    },
    merchantRequestId() {
      running += 1
      return `${hex(4)}-${hex(4)}-${hex(4)}-${hex(6)}${hex(6)}${running}`
    },
    conversationId: () => makeConversationId(clock.now(), next),
    receipt,
    uuid: () => makeUuid(next),
    token() {
      return Array.from({ length: 28 }, () => alphabet[Math.floor(next() * alphabet.length)]).join('')
    },
  }
}

/**
 * From 0 up to, not including, 1. Seeded once (sfc32, public domain), because ids of a local Daraja are no secrets and
 * each call of the port costs.
 */
export function createRandom(random: RandomPort): () => number {
  const seed = random.hex(32)
  let [a = 0, b = 0, c = 0, count = 0] = [0, 8, 16, 24].map((at) => Number.parseInt(seed.slice(at, at + 8), 16) | 0)
  return () => {
    const sum = (((a + b) | 0) + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 0x1_0000_0000
  }
}
