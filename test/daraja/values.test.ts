import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callbackHeaders } from '../../src/daraja/callback-headers.ts'
import { sandboxPasskey, sandboxShortcode } from '../../src/daraja/credentials.ts'
import { parseTimestamp, toNairobiIso, toTimestamp } from '../../src/daraja/nairobi-time.ts'
import { makePassword } from '../../src/daraja/password.ts'
import { maskPhone, normalisePhoneNumber } from '../../src/daraja/phone-number.ts'

describe('the time of Nairobi', () => {
  it('is three hours ahead of UTC', () => {
    expect(toTimestamp(new Date('2026-12-31T21:00:00.999Z'))).toBe('20270101000000')
    expect(toNairobiIso(new Date('2026-12-31T20:59:59Z'))).toBe('2026-12-31T23:59:59+03:00')
    expect(() => toTimestamp(new Date(Number.NaN))).toThrow(RangeError)
  })

  it('is read back from a timestamp', () => {
    expect(parseTimestamp('20261006142002')?.toISOString()).toBe('2026-10-06T11:20:02.000Z')
  })

  it.each([
    '',
    '2026100614200',
    '202610061420021',
    '20260229000000',
    '20261301000000',
    '20261006240000',
    '20261006146000',
    '2026-10-06',
    '20261006 42002',
  ])('is not found in %j', (text) => expect(parseTimestamp(text)).toBeUndefined())

  it('survives the way there and back', () => {
    const seconds = fc.date({ min: new Date(0), max: new Date('9999-12-31T20:00:00Z'), noInvalidDate: true })
    fc.assert(
      fc.property(seconds, (date) => {
        expect(parseTimestamp(toTimestamp(date))?.getTime()).toBe(Math.floor(date.getTime() / 1000) * 1000)
      }),
    )
  })
})

describe('normalisePhoneNumber', () => {
  it.each([
    '0708374149',
    '708374149',
    '254708374149',
    '+254708374149',
    '00254708374149',
    '+254 708 374-149',
    '(0708) 374149',
  ])('reads %s', (text) => expect(normalisePhoneNumber(text)).toBe('254708374149'))

  it('takes the newer 01 numbers', () => expect(normalisePhoneNumber('0112345678')).toBe('254112345678'))

  it.each([
    '',
    '0208374149',
    '25470837414',
    '2547083741490',
    '2540708374149',
    '+255708374149',
    '2547****149',
    '+0708374149',
    '07083A4149',
  ])('refuses %j', (text) => expect(normalisePhoneNumber(text)).toBeUndefined())
})

describe('maskPhone', () => {
  it.each([
    ['254708374149', '2547*****149'],
    ['+254708374149', '+2547*****149'],
    ['0708374149', '07*****149'],
    ['708374149', '7*****149'],
    ['+254 708 374 149', '+254 7** *** 149'],
    ['12345', '****5'],
    ['123', '***'],
    ['', ''],
  ])('writes %s as %s', (text, masked) => expect(maskPhone(text)).toBe(masked))

  it('hides five digits of every Kenyan number and keeps the length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(254|0|\+254)[17][0-9]{8}$/), (text) => {
        const masked = maskPhone(text)
        expect(masked).toHaveLength(text.length)
        expect(masked.replaceAll(/[^*]/g, '')).toHaveLength(5)
      }),
    )
  })
})

describe('makePassword', () => {
  it('makes the password of the official sample', () => {
    const password = makePassword(sandboxShortcode, sandboxPasskey, '20210628092408')
    expect(password).toBe(
      'MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjEwNjI4MDkyNDA4',
    )
  })

  it('never throws, and encodes as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (passkey) => {
        const text = Buffer.from(makePassword('174379', passkey, '20210628092408'), 'base64').toString('utf8')
        expect(text).toBe(`174379${passkey}20210628092408`)
      }),
    )
  })
})

describe('callbackHeaders', () => {
  it('carries the content type in the spelling of Daraja and the shortcode behind it', () => {
    expect(callbackHeaders('174379')).toEqual([
      ['Content-Type', 'application/json;charset=UTF-8'],
      ['BusinessShortCode', '174379'],
    ])
    expect(callbackHeaders()).toEqual([['Content-Type', 'application/json;charset=UTF-8']])
  })
})
