import type { Delivery, DeliveryEffect } from '../../callbacks/delivery.ts'
import type { RowChanges } from '../../callbacks/snapshot.ts'
import { squash } from '../../orders/words.ts'

/** Columns that apps and ORMs touch without any meaning for the payment. */
const bookkeeping =
  /^(date)?(updated|modified|touched|lastseen|lastmodified|synced)(at|on|date|time)?$|^(callback|attempt|retry|webhook)s?(count|s)?$|^(lock)?version$/

/** Names of the changed columns that mean something; those of the payment row carry its table's role in front. */
export function meaningfulChanges(effect: DeliveryEffect): readonly string[] {
  const own = Object.keys(effect.changed).filter(isMeaningful)
  const payment = Object.keys(effect.paymentChanged).filter(isMeaningful)
  return [...own, ...payment.map((column) => `payment.${column}`)]
}

/** False for columns that say when or how often a row was touched. */
export function isMeaningful(column: string): boolean {
  return !bookkeeping.test(squash(column))
}

/** A column that holds a sum, by its name. */
export function isMoney(column: string): boolean {
  return /amount|paid|balance|total|credit|received|sum|kes/.test(squash(column))
}

export interface Application {
  readonly times: number
  readonly how: string
}

/** How often callbacks sent together were applied, if the rows show that it was more than once. */
export function appliedTimes(effect: DeliveryEffect, { payment }: Delivery): Application | undefined {
  const [before, after] = effect.paymentRows
  // The attempt has its row already, or its first row is made by the callback.
  const expected = Math.max(1, before)
  if (after > expected) return { times: after - expected + 1, how: `${after - before} payment rows were added` }
  if (payment === null) return undefined
  return (
    repeatedText(effect.changed, payment.receipt) ??
    repeatedText(effect.paymentChanged, payment.receipt) ??
    repeatedSum(effect.changed, Number(payment.amount)) ??
    repeatedSum(effect.paymentChanged, Number(payment.amount))
  )
}

function repeatedText(changes: RowChanges, receipt: string): Application | undefined {
  for (const [column, [, after]] of Object.entries(changes)) {
    const times = typeof after === 'string' ? after.split(receipt).length - 1 : 0
    if (times > 1) return { times, how: `\`${column}\` holds the receipt ${times} times` }
  }
  return undefined
}

function repeatedSum(changes: RowChanges, amount: number): Application | undefined {
  for (const [column, [before, after]] of Object.entries(changes)) {
    if (!isMoney(column)) continue
    if (after === null || typeof after === 'boolean' || amount <= 0) continue
    const times = (Number(after) - Number(before ?? 0)) / amount
    if (Number.isInteger(times) && times > 1) return { times, how: `\`${column}\` grew by ${times} × ${amount}` }
  }
  return undefined
}
