import { describe, expect, it } from 'vitest'
import { differingAmounts, whyNotRecorded } from '../../../src/checks/payment/why-not-recorded.ts'
import type { CallbackLog, KeptCallback } from '../../../src/core/ports.ts'

const pushedAt = '2026-11-24T05:00:00.000Z'
const now = new Date('2026-11-24T06:00:00.000Z')
const callback = (change: Partial<KeptCallback> = {}): KeptCallback => ({
  number: 7,
  receivedAt: '2026-11-24T05:00:20.000Z',
  kind: 'stk',
  resultCode: '0',
  resultDesc: null,
  amount: 1500,
  status: 200,
  ms: 12,
  ...change,
})
const log = (callbacks: readonly KeptCallback[], since = '2026-11-24T04:00:00.000Z'): CallbackLog => ({
  since,
  callbacks,
})

describe('where the callback of a payment was lost', () => {
  it.each<[string, CallbackLog, string | null]>([
    ['the inbox began after the push', log([], '2026-11-24T05:00:01.000Z'), null],
    ['it was taken this moment', log([callback({ receivedAt: '2026-11-24T05:59:55.000Z' })]), null],
    ['it began in the second of the push', log([], '2026-11-24T05:00:00.999Z'), 'payment/callback-never-arrived'],
    ['the inbox saw others, not this one', log([]), 'payment/callback-never-arrived'],
    ['another kind came', log([callback({ kind: 'c2b-confirmation' })]), 'payment/callback-never-arrived'],
    ['the app answered 500', log([callback({ status: 500 })]), 'payment/callback-rejected'],
    ['the app redirected', log([callback({ status: 302 })]), 'payment/callback-rejected'],
    ['the app did not answer', log([callback({ status: null })]), 'payment/callback-rejected'],
    ['the app took it', log([callback()]), 'payment/callback-not-applied'],
    ['it took the second one', log([callback({ status: 500 }), callback()]), 'payment/callback-not-applied'],
    ['it refused a second one', log([callback(), callback({ status: 500 })]), 'payment/callback-not-applied'],
  ])('%s', (_, kept, code) => {
    expect(whyNotRecorded(kept, pushedAt, now)?.code ?? null).toBe(code)
  })

  it('says nothing of a push whose time is not known', () => {
    expect(whyNotRecorded(log([]), undefined, now)).toBeNull()
  })
})

describe('the amounts of callback and order', () => {
  it.each<[number | string | null, Partial<KeptCallback>, boolean]>([
    [1500, {}, false],
    ['1500.00', {}, false],
    [1499.6, {}, false],
    [null, {}, false],
    [1500, { amount: null }, false],
    [1500, { amount: 1, resultCode: '1032' }, false],
    [1500, { amount: 1 }, true],
    ['1499', {}, true],
  ])('order %j, callback %j: differ %s', (ordered, change, differ) => {
    expect(differingAmounts(log([callback(change)]), ordered) !== null).toBe(differ)
  })
})
