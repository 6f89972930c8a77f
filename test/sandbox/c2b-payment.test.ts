import { describe, expect, it } from 'vitest'
import { phone, startDaraja } from './daraja.ts'

const payment = { phone, shortcode: '600984', kind: 'paybill', amount: 250, account: 'ORD-7' } as const

describe('a customer who pays by himself', () => {
  it('moves the money and gets a message, also where nobody registered URLs', async () => {
    const daraja = startDaraja()
    expect(daraja.core.pay({ ...payment, phone: '0708374149' })).toBeUndefined()
    await daraja.settled()
    const { payments, phones, callbacks } = daraja.core.view()
    expect(payments).toMatchObject([{ from: phone, to: '600984', amount: 250, account: 'ORD-7' }])
    expect(phones[0]).toMatchObject({ balance: 99_750, messages: [{ from: 'MPESA' }] })
    expect(callbacks).toEqual([])
  })

  it('tells the app at the URLs that it registered', async () => {
    const daraja = startDaraja()
    await daraja.post('/mpesa/c2b/v2/registerurl', {
      ShortCode: '600984',
      ResponseType: 'Completed',
      ConfirmationURL: 'https://pay.duka.co.ke/c2b/confirm',
      ValidationURL: 'https://pay.duka.co.ke/c2b/check',
    })
    daraja.core.pay(payment)
    await daraja.settled()
    expect(daraja.sent.map(({ url }) => url)).toEqual([
      'https://pay.duka.co.ke/c2b/check',
      'https://pay.duka.co.ke/c2b/confirm',
    ])
  })

  it.each([
    ['no Kenyan number', { phone: '12' }],
    ['no business number', { shortcode: '12' }],
    ['cents', { amount: 1.5 }],
    ['nothing', { amount: 0 }],
    ['more than M-PESA moves at once', { amount: 250_001 }],
    ['no number at all', { amount: Number.NaN }],
    ['a paybill without account', { account: ' ' }],
    ['an account that is too long', { account: 'x'.repeat(21) }],
  ])('is refused: %s', async (_, change) => {
    const daraja = startDaraja()
    expect(daraja.core.pay({ ...payment, ...change })).toMatchObject({ refused: expect.any(String) })
    await daraja.settled()
    expect(daraja.core.view().payments).toEqual([])
  })
})
