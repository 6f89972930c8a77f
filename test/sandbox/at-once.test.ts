import { describe, expect, it } from 'vitest'
import { phone, startDaraja } from './daraja.ts'

describe('many pushes at one moment', () => {
  it('have ids, receipts and callbacks of their own, and the ledger adds up', async () => {
    const count = 1_000
    const daraja = startDaraja()
    await daraja.grant()
    const replies = await Promise.all(
      Array.from({ length: count }, (_, index) => {
        const payer = `2547${String(10_000_000 + index)}`
        return daraja.push({ PartyA: payer, PhoneNumber: payer, Amount: 1 + (index % 7) })
      }),
    )
    const pushed = replies.map(({ body }) => JSON.parse(body))
    await daraja.pass(1_000)
    await daraja.settled()
    expect(new Set(pushed.map(({ CheckoutRequestID }) => CheckoutRequestID)).size).toBe(count)
    expect(new Set(pushed.map(({ MerchantRequestID }) => MerchantRequestID)).size).toBe(count)
    const callbacks = daraja.sent.map(({ body }) => JSON.parse(body).Body.stkCallback)
    expect(new Set(callbacks.map(({ CheckoutRequestID }) => CheckoutRequestID)).size).toBe(count)
    expect(callbacks).toHaveLength(count)
    const items = callbacks.map(({ CallbackMetadata }) => CallbackMetadata.Item)
    expect(new Set(items.map(([, receipt]) => receipt.Value)).size).toBe(count)
    const paid = items.reduce((sum, [amount]) => sum + amount.Value, 0)
    const { payments, wallets, accounts } = daraja.core.snapshot()
    expect(payments.reduce((sum, { amount }) => sum + amount, 0)).toBe(paid)
    expect(wallets.reduce((sum, { balance }) => sum + 100_000 - balance, 0)).toBe(paid)
    expect(accounts.find(({ shortcode }) => shortcode === '174379')?.balances.Working).toBe(1_000_000 + paid)
  })

  it('to one phone open one prompt', async () => {
    const daraja = startDaraja()
    const replies = await Promise.all(Array.from({ length: 50 }, () => daraja.push()))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 500]))
    await daraja.pass(1_000)
    await daraja.settled()
    expect(daraja.sent).toHaveLength(1)
  })

  it('to one phone, each at once after the other, still have ids of their own', async () => {
    const daraja = startDaraja({ settings: { promptMs: 0, twoMinuteRule: false } })
    const ids = new Set<string>()
    for (let index = 0; index < 1_200; index++) {
      ids.add(JSON.parse((await daraja.push()).body).CheckoutRequestID)
      await daraja.pass(0)
    }
    expect(ids.size).toBe(1_200)
    for (const id of ids) expect(id).toMatch(/^ws_CO_24112026080\d{3}\d{1,3}708374149$/)
    expect(daraja.core.view().phones.find((known) => known.phone === phone)?.balance).toBe(98_800)
  })
})
