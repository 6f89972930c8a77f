import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskPhones } from '../../src/core/mask-phones.ts'
import { createRedactor } from '../../src/core/redact.ts'

describe('what is no phone number stays', () => {
  it.each([
    '{"Amount":1500.00,"OrgAccountBalance":"254712345.00","InvoiceNumber":""}',
    '{"Amount":712345678,"TransID":"UKN7R5KD2P","BusinessShortCode":"174379"}',
    'UKN7R5KD2P',
    '20261123101530',
    '"TransTime":"20261123071234"',
    '1763900000000',
    '"timestamp":1763900000',
    '1763900000.0712345678',
    '"took":1.0712345678',
    '"latitude":-1.254712345678',
    '2026-11-23T07:12:34.071Z',
    '2026-11-23 07:12:34.712345678',
    '07-12-2026 11:23:45',
    'AG_20261123_20107123456789abcdef',
    'AG_20261123_2010712345678712345678',
    '29115-34620561-1',
    'f1e2-4b95-a71d-b30d3cdbb7a7942864',
    '"phone_id":712345678',
    '"hotel":712345678',
    '"orderId":712345678,"userId":112345678',
    '?order=712345678&id=112345678',
    'telemetry=712345678',
    '"PartyB":174379',
    '"MSISDN":"a07123456780f3b2c254712345678e4d9c1b0a8f7e6d5c4b3a29180706050403"',
    '"phone":"254712345678abcdef254712345678abcdef254712345678abcdef0123456789"',
    'c254712345678e4d9c1b0a8f7e6d5c4b3a2918070605040302010f0e0d0c0b0a',
    '0f8fad5b-d9cb-469f-a165-254712345678',
    '0f8fad5b-0712-3456-7890-0712345678ab',
    '10.71.234.56:7123',
    '254.71.23.45',
    '254,712,345',
    'KES 254,712,345,678',
    'pid 712345, port 10712, version 0.712.345',
    '2.54712345678E12',
    '2.5413E+11',
    '3.14712345678E8',
    '12547123456789',
    '1e2547123456',
    '2547 ***** 149',
    '254708***149',
    '"MSISDN":"254******149"',
    '"phone":"712***678"',
    '2.54712***678E11',
    '{"FirstName":"John","MiddleName":"K","LastName":"Doe"}',
  ])('%s', (text) => {
    expect(createRedactor().text(text)).toBe(text)
    expect(createRedactor().value({ text })).toEqual({ text })
  })
})

describe('a phone number is masked however it is spelled', () => {
  it.each([
    ['2.54712345678E11', '2.54712***678E11'],
    ['2.54712345678e+11', '2.54712***678e+11'],
    ['2.5411234567E11', '2.54112***67E11'],
    ['2.54712345E+011', '2.54712***E+011'],
    ['254712345678.0', '254712***678.0'],
    ['00254712345678', '00254712***678'],
    ['+254-712-345-678', '+254712***678'],
    ['+254 (0)712 345678', '+254712***678'],
    ['+254(0)112345678', '+254112***678'],
    ['(+254) 712 345 678', '(+254712***678'],
    ['(0712) 345-678', '(0712***678'],
    ['2540712345678', '254712***678'],
    ['0712-345-678', '0712***678'],
    ['254\u00a0712\u00a0345\u00a0678', '254712***678'],
    ['254712345678-254712345679', '254712***678-254712***679'],
    ['Phone=%2B254712345678&Amount=10', 'Phone=%2B254712***678&Amount=10'],
    ['Phone=%2B254+712+345+678&x=1', 'Phone=%2B254712***678&x=1'],
    ['to=254%20712%20345%20678', 'to=254712***678'],
    ['to=%2B254%20%280%29712%20345678', 'to=%2B254712***678'],
    ['next=%252B254712345678', 'next=%252B254712***678'],
    ['/users/254712345678/orders', '/users/254712***678/orders'],
    ['/users%2F0712345678', '/users%2F0712***678'],
    ['%7B%22MSISDN%22%3A254712345678%7D', '%7B%22MSISDN%22%3A254712***678%7D'],
    [String.raw`"{\"MSISDN\":\"254712345678\"}"`, String.raw`"{\"MSISDN\":\"254712***678\"}"`],
    [String.raw`"paid by\n254712345678"`, String.raw`"paid by\n254712***678"`],
    [String.raw`"\u002B254712345678"`, String.raw`"\u002B254712***678"`],
    ['"MSISDN":712345678}', '"MSISDN":"712***678"}'],
    ['"PhoneNumber": 112345678.0,', '"PhoneNumber": "112***678.0",'],
    ['"PartyA":"712 345 678"', '"PartyA":"712***678"'],
    ['{"phone":7.12345678E8}', '{"phone":"7.12***678E8"}'],
    [String.raw`"{\"msisdn\":712345678}"`, String.raw`"{\"msisdn\":\"712***678\"}"`],
    ['{"Name":"PhoneNumber","Value":712345678}', '{"Name":"PhoneNumber","Value":"712***678"}'],
    ['{"Name": "MSISDN", "Value": "712345678"}', '{"Name": "MSISDN", "Value": "712***678"}'],
    ['{"phones":["712345678"]}', '{"phones":["712***678"]}'],
    ['msisdn=712345678&amount=1', 'msisdn=712***678&amount=1'],
    ['user%5Bphone_number%5D=712345678', 'user%5Bphone_number%5D=712***678'],
    ['customer[mobile_no]=112345678', 'customer[mobile_no]=112***678'],
    ['%22tel%22%3A712345678', '%22tel%22%3A712***678'],
    ['customerTel: 712345678', 'customerTel: 712***678'],
    ['<MSISDN>712345678</MSISDN>', '<MSISDN>712***678</MSISDN>'],
    ['/phone/712345678', '/phone/712***678'],
  ])('%s becomes %s', (text, masked) => {
    expect(createRedactor().text(text)).toBe(masked)
  })

  it('also by the name of a field alone', () => {
    expect(
      createRedactor().value({ phone: 712345678, tel: '112345678', phones: [712345678], amount: 712345678 }),
    ).toEqual({ phone: '712***678', tel: '112***678', phones: ['712***678'], amount: 712345678 })
  })

  const spelled = fc
    .record({
      digits: fc.tuple(fc.constantFrom('7', '1'), fc.stringMatching(/^\d{8}$/)).map(([first, rest]) => first + rest),
      prefix: fc.constantFrom('0', '254', '+254', '00254', '%2B254', '+254 (0)', '254-', '+254%20', '(+254) '),
      between: fc.constantFrom('', ' ', '-', '%20', '+', '\u00a0'),
      around: fc.constantFrom(
        ['', ''],
        ['"', '"'],
        ['{"MSISDN":"', '"}'],
        ['"{\\"a\\":\\"', '\\"}"'],
        ['/pay/', '/now'],
        ['%22', '%22'],
      ),
      spelling: fc.constantFrom('grouped', 'float', 'decimal', 'named', 'form'),
    })
    .map(({ digits, prefix, between, around: [before = '', after = ''], spelling }) => {
      const grouped = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)].join(between)
      const text = {
        grouped: `${before}${prefix}${grouped}${after}`,
        float: `{"PhoneNumber":2.54${digits}E11}`,
        decimal: `${before}254${digits}.0${after}`,
        named: `{"Name":"PhoneNumber","Value":"${grouped}"}`,
        form: `amount=5&msisdn=${grouped}&x=1`,
      }[spelling]
      return { text, middle: digits.slice(0, 6) }
    })

  it('never shows the middle, and masks once', () => {
    fc.assert(
      fc.property(fc.array(spelled, { minLength: 1, maxLength: 3 }), (numbers) => {
        const once = maskPhones(numbers.map(({ text }) => text).join(', '))
        const parts = once.split(', ').map((part) => part.replaceAll(/%2[089B]|[^\d*]/g, ''))
        for (const [at, { middle }] of numbers.entries()) expect(parts[at]).not.toContain(middle)
        expect((once.match(/\*{3}/g) ?? []).length).toBe(numbers.length)
        expect(maskPhones(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  it('masks twice as it does once in any mixture of its pieces', () => {
    const piece = fc.constantFrom(
      '254',
      '712',
      '345',
      '678',
      '0',
      '+',
      '-',
      ' ',
      '%20',
      '***',
      '"',
      ':',
      'phone',
      '.',
      'E8',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const once = maskPhones(pieces.join(''))
        expect(maskPhones(once)).toBe(once)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a long text', () => {
  const mebibyte = 1_048_576
  it.each([
    '7',
    '0',
    '2547',
    '+254-',
    '254 ',
    '712345678,',
    'phone":712345678,',
    'phone=',
    '":"',
    '%20',
    '\\',
    '2.547123',
  ])('of %s is read in one go', (piece) => {
    const text = piece.repeat(Math.ceil(mebibyte / piece.length))
    const startMs = performance.now()
    maskPhones(text)
    expect(performance.now() - startMs).toBeLessThan(2_000)
  })
})
