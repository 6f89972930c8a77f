import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isProbeCheckoutRequestId,
  looksLikeCheckoutRequestId,
  makeCheckoutRequestId,
  makeProbeCheckoutRequestId,
  maskCheckoutRequestId,
  parseCheckoutRequestId,
} from '../../src/daraja/checkout-request-id.ts'
import { isMerchantRequestId, makeMerchantRequestId } from '../../src/daraja/merchant-request-id.ts'
import { looksLikeReceipt, makeReceipt } from '../../src/daraja/receipt.ts'

const moments = fc.date({
  min: new Date('2017-01-01T00:00:00Z'),
  max: new Date('2031-12-31T20:00:00Z'),
  noInvalidDate: true,
})
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const phones = fc.stringMatching(/^254[17][0-9]{8}$/)

describe('parseCheckoutRequestId', () => {
  it.each([
    ['ws_CO_170820261404032708374149', 'today', '2026-08-17T14:04:03+03:00', '708374149'],
    ['ws_CO_20022024202003133708374149', 'today', '2024-02-20T20:20:03+03:00', '708374149'],
    ['ws_CO_1910202610000042112345678', 'today', '2026-10-19T10:00:00+03:00', '112345678'],
    ['ws_CO_191220191020363925', 'old', '2019-12-19T10:20:36+03:00', undefined],
    ['ws_CO_19122019102036123456', 'old', '2019-12-19T10:20:36+03:00', undefined],
    ['ws_CO_DMZ_262987371_09032019203456095', 'dmz', '2019-03-09T20:34:56+03:00', undefined],
    ['ws_CO_290220231200001708374149', 'unknown', undefined, undefined],
    ['ws_CO_29022024120000', 'unknown', undefined, undefined],
    ['ws_CO_005478441902511', 'unknown', undefined, undefined],
    ['ws_CO_DOCTOR_abc', 'probe', undefined, undefined],
    ['29115-34620561-1', 'unknown', undefined, undefined],
    ['', 'unknown', undefined, undefined],
  ])('reads %s as %s', (id, shape, requestedAt, phoneDigits) => {
    const parts = parseCheckoutRequestId(id)
    expect([parts.shape, parts.requestedAt, parts.phoneDigits]).toEqual([shape, requestedAt, phoneDigits])
  })

  it('reads back what it makes', () => {
    fc.assert(
      fc.property(moments, phones, fraction, (at, phone, random) => {
        const parts = parseCheckoutRequestId(makeCheckoutRequestId(at, phone, () => random))
        expect(parts.shape).toBe('today')
        expect(parts.phoneDigits).toBe(phone.slice(3))
        expect(Date.parse(parts.requestedAt ?? '')).toBe(Math.floor(at.getTime() / 1000) * 1000)
      }),
    )
  })
})

describe('CheckoutRequestIDs', () => {
  it('are made in the time of Nairobi, with any usual spelling of the phone', () => {
    const at = new Date('2026-08-16T22:04:03Z')
    expect(makeCheckoutRequestId(at, '0708 374 149', () => 0.002)).toBe('ws_CO_170820260104032708374149')
    expect(() => makeCheckoutRequestId(at, '12345', () => 0)).toThrow(RangeError)
  })

  it('are recognised in every form', () => {
    for (const id of ['ws_CO_170820261404032708374149', 'ws_CO_DMZ_1_09032019203456095', 'ws_CO_NEWFORM1']) {
      expect(looksLikeCheckoutRequestId(id)).toBe(true)
    }
    for (const text of [
      'WS_CO_170820261404032708374149',
      'ws_CO_',
      'ws_CO_1 2',
      'x ws_CO_1234',
      'ws_CO_12345\n',
      'UJ6E59176X',
    ]) {
      expect(looksLikeCheckoutRequestId(text)).toBe(false)
    }
  })

  it('lose the middle of the phone and nothing else when masked', () => {
    expect(maskCheckoutRequestId('ws_CO_170820261404032708374149')).toBe('ws_CO_1708202614040327*****149')
    expect(maskCheckoutRequestId('ws_CO_993920261404032708374149')).toBe('ws_CO_9939202614040327*****149')
    expect(maskCheckoutRequestId('ws_CO_191220191020363925')).toBe('ws_CO_191220191020363925')
    expect(maskCheckoutRequestId('ws_CO_DMZ_262987371_09032019203456095')).toBe('ws_CO_DMZ_262987371_09032019203456095')
  })
})

describe('probe ids', () => {
  it('cannot be ids of Safaricom, are short enough for their columns and look like ids', () => {
    fc.assert(
      fc.property(fc.string(), (random) => {
        const id = makeProbeCheckoutRequestId(random)
        expect(id).toMatch(/^ws_CO_DOCTOR_[A-Za-z0-9]{0,17}$/)
        expect(parseCheckoutRequestId(id).shape).toBe('probe')
        expect(looksLikeCheckoutRequestId(id)).toBe(true)
      }),
    )
    expect(isProbeCheckoutRequestId('ws_CO_170820261404032708374149')).toBe(false)
  })
})

describe('isMerchantRequestId', () => {
  it.each([
    '29115-34620561-1',
    '18666-440437-1',
    '9272-16323772-1',
    'f1e2-4b95-a71d-b30d3cdbb7a7942864',
    '4e7d-425c-aa3e-9b62f1dcf8a21288688',
  ])('takes %s', (id) => expect(isMerchantRequestId(id)).toBe(true))

  it.each([
    '',
    'ws_CO_191220191020363925',
    '6e86a1d2-45dd-41ac-91ac-fd5d4178ab52',
    '2026-10-06',
    '254708374149',
    'AG_20261006_0123456789abcdef0123',
  ])('does not take %j', (id) => expect(isMerchantRequestId(id)).toBe(false))

  it('takes what it makes', () => {
    fc.assert(
      fc.property(fc.array(fraction, { minLength: 1 }), (numbers) => {
        let index = 0
        const random = () => numbers[index++ % numbers.length] ?? 0
        expect(isMerchantRequestId(makeMerchantRequestId(random))).toBe(true)
      }),
    )
  })
})

describe('receipts', () => {
  it.each(['OJM1QWJ2BL', 'UJ6E59176X', 'NLJ7RT61SV', 'LAV0000001'])('recognises %s', (text) => {
    expect(looksLikeReceipt(text)).toBe(true)
  })

  it.each([
    '',
    'uj6e59176x',
    'UJ6E59176',
    'UJ6E59176XX',
    'UM6E59176X',
    'UJ0E59176X',
    'UJWE59176X',
    '1J6E59176X',
    'SKE0000000',
    '0000000000',
  ])('does not recognise %j', (text) => expect(looksLikeReceipt(text)).toBe(false))

  it('begin with year, month and day in Nairobi', () => {
    expect(makeReceipt(new Date('2026-10-05T21:00:00Z'), () => 0.5).slice(0, 3)).toBe('UJ6')
    expect(makeReceipt(new Date('2019-12-19T10:00:00Z'), () => 0.5).slice(0, 3)).toBe('NLJ')
    expect(makeReceipt(new Date('2017-01-31T00:00:00Z'), () => 0.5).slice(0, 3)).toBe('LAV')
    expect(makeReceipt(new Date('2032-01-10T00:00:00Z'), () => 0.5).slice(0, 3)).toBe('AAA')
  })

  it('always look like receipts', () => {
    fc.assert(fc.property(moments, fraction, (at, random) => looksLikeReceipt(makeReceipt(at, () => random))))
  })
})
