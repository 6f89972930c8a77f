import type { ClockPort, RandomPort } from '../core/ports.ts'
import { makeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import { makeConversationId } from '../daraja/conversation-id.ts'
import { makeMerchantRequestId } from '../daraja/merchant-request-id.ts'
import { makeReceipt } from '../daraja/receipt.ts'
import type { Ids } from './world.ts'

/** What is taken already, also by an earlier run. */
export interface TakenIds {
  isPush(checkoutRequestId: string): boolean
  isReceipt(receipt: string): boolean
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

export function createIds(clock: ClockPort, random: RandomPort, taken: TakenIds): Ids {
  const next = createRandom(random)
  // Running numbers make each id unique, whatever chance says.
  let running = 1_000_000 + Math.floor(next() * 8_000_000)
  let lastTransaction = 0

  function receipt(): string {
    for (;;) {
      const made = makeReceipt(clock.now(), next)
      if (!taken.isReceipt(made)) return made
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
      return `${makeMerchantRequestId(next).slice(0, 27)}${running}`
    },
    conversationId: () => makeConversationId(clock.now(), next),
    receipt,
    transactionId() {
      lastTransaction += 1
      return `${receipt().slice(0, 3)}${String(lastTransaction).padStart(7, '0')}`
    },
    token() {
      return Array.from({ length: 28 }, () => alphabet[Math.floor(next() * alphabet.length)]).join('')
    },
  }
}

/** From 0 up to, not including, 1; many from one call of the port, because each of them costs. */
export function createRandom(random: RandomPort): () => number {
  let digits = ''
  let at = 0
  return () => {
    if (at + 8 > digits.length) {
      digits = random.hex(2_048)
      at = 0
    }
    const value = Number.parseInt(digits.slice(at, at + 8), 16)
    at += 8
    return value / 0x1_0000_0000
  }
}
