import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildStkFailure, buildStkFailureWithMetadata, buildStkSuccess } from '../../src/daraja/stk-callback.ts'
import { parseStkCallback } from '../../src/daraja/stk-callback-reading.ts'

const ids = {
  merchantRequestId: '4e7d-425c-aa3e-9b62f1dcf8a21288688',
  checkoutRequestId: 'ws_CO_061020261419531708374149',
}
const payment = { amount: 2, receipt: 'UJ6E59176X', transactionDate: '20261006142002', phone: '254708374149' }
const cancelled = { resultCode: 1032, resultDesc: 'Request cancelled by user' }

describe('buildStkSuccess', () => {
  it('writes the callback byte by byte', () => {
    expect(buildStkSuccess({ ...ids, ...payment })).toBe(
      '{"Body":{"stkCallback":{"MerchantRequestID":"4e7d-425c-aa3e-9b62f1dcf8a21288688"' +
        ',"CheckoutRequestID":"ws_CO_061020261419531708374149","ResultCode":0' +
        ',"ResultDesc":"The service request is processed successfully.","CallbackMetadata":{"Item":[' +
        '{"Name":"Amount","Value":2},{"Name":"MpesaReceiptNumber","Value":"UJ6E59176X"},{"Name":"Balance"},' +
        '{"Name":"TransactionDate","Value":20261006142002},{"Name":"PhoneNumber","Value":254708374149}]}}}}',
    )
  })

  it.each(['1.00', '10.00', '0.5', '1500'])('keeps the spelling of the amount %s', (amount) => {
    const body = buildStkSuccess({ ...ids, ...payment, amount })
    expect(body).toContain(`{"Name":"Amount","Value":${amount}}`)
    expect(JSON.parse(body).Body.stkCallback.CallbackMetadata.Item[0].Value).toBe(Number(amount))
  })

  it.each(['', 'abc', '1,000', '01', '1.', '.5', '1e3', Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses the amount %s',
    (amount) => expect(() => buildStkSuccess({ ...ids, ...payment, amount })).toThrow(RangeError),
  )

  it('sends phones that are no number as text', () => {
    for (const phone of ['2547****149', '0708374149', '']) {
      const item = JSON.parse(buildStkSuccess({ ...ids, ...payment, phone })).Body.stkCallback.CallbackMetadata.Item[4]
      expect(item).toEqual({ Name: 'PhoneNumber', Value: phone })
    }
  })

  it('can write the code as text and the items in another order, as checks of handlers need it', () => {
    const body = buildStkSuccess({ ...ids, ...payment, resultCode: '0', itemOrder: ['PhoneNumber', 'Amount'] })
    const callback = JSON.parse(body).Body.stkCallback
    expect(callback.ResultCode).toBe('0')
    expect(callback.CallbackMetadata.Item.map(({ Name }: { Name: string }) => Name)).toEqual(['PhoneNumber', 'Amount'])
  })

  it('escapes whatever the texts hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (checkoutRequestId, receipt) => {
        const callback = JSON.parse(buildStkSuccess({ ...ids, ...payment, checkoutRequestId, receipt })).Body
          .stkCallback
        expect(callback.CheckoutRequestID).toBe(checkoutRequestId)
        expect(callback.CallbackMetadata.Item[1].Value).toBe(receipt)
      }),
    )
  })
})

describe('buildStkFailure', () => {
  it('writes the callback byte by byte, without metadata', () => {
    expect(buildStkFailure({ ...ids, ...cancelled })).toBe(
      '{"Body":{"stkCallback":{"MerchantRequestID":"4e7d-425c-aa3e-9b62f1dcf8a21288688"' +
        ',"CheckoutRequestID":"ws_CO_061020261419531708374149","ResultCode":1032' +
        ',"ResultDesc":"Request cancelled by user"}}}',
    )
  })

  it('writes an alphanumeric code as text', () => {
    const body = buildStkFailure({ ...ids, resultCode: 'SFC_IC0003', resultDesc: 'The operator does not exist.' })
    expect(body).toContain('"ResultCode":"SFC_IC0003"')
  })

  it.each([0, '0', '00', '', ' 0 ', -0])('refuses the success code %j, with and without metadata', (resultCode) => {
    expect(() => buildStkFailure({ ...ids, ...cancelled, resultCode })).toThrow(RangeError)
    expect(() => buildStkFailureWithMetadata({ ...ids, ...payment, ...cancelled, resultCode })).toThrow(RangeError)
  })
})

describe('buildStkFailureWithMetadata', () => {
  it('differs from the plain failure by the metadata of a success only', () => {
    const plain = JSON.parse(buildStkFailure({ ...ids, ...cancelled })).Body.stkCallback
    const paid = JSON.parse(buildStkSuccess({ ...ids, ...payment })).Body.stkCallback
    const mixed = JSON.parse(buildStkFailureWithMetadata({ ...ids, ...payment, ...cancelled })).Body.stkCallback
    expect(mixed).toEqual({ ...plain, CallbackMetadata: paid.CallbackMetadata })
  })
})

describe('parseStkCallback', () => {
  it('reads back a success', () => {
    expect(parseStkCallback(buildStkSuccess({ ...ids, ...payment, amount: '2.00' }))).toEqual({
      kind: 'success',
      ...ids,
      resultCode: 0,
      resultDesc: 'The service request is processed successfully.',
      ...payment,
    })
  })

  it('reads back a failure', () => {
    expect(parseStkCallback(buildStkFailure({ ...ids, ...cancelled }))).toEqual({
      kind: 'failure',
      ...ids,
      ...cancelled,
    })
  })

  it('finds items by name, a single one without its array, texts for numbers, and none at all', () => {
    const read = (metadata: unknown) =>
      parseStkCallback(JSON.stringify({ Body: { stkCallback: { ResultCode: '0', CallbackMetadata: metadata } } }))
    const texts = [
      { Name: 'PhoneNumber', Value: '2547****149' },
      { Name: 'Balance' },
      null,
      { Name: 'Amount', Value: '10.50' },
    ]
    expect(read({ Item: texts })).toMatchObject({
      kind: 'success',
      amount: 10.5,
      phone: '2547****149',
      receipt: undefined,
    })
    expect(read({ Item: { Name: 'MpesaReceiptNumber', Value: 'UJ6E59176X' } })).toMatchObject({ receipt: 'UJ6E59176X' })
    for (const nothing of [null, undefined, 'x', {}, { Item: null }]) {
      expect(read(nothing)).toMatchObject({ kind: 'success', amount: undefined, receipt: undefined })
    }
  })

  it('looks through the Ethiopian envelope and a byte order mark', () => {
    const body = JSON.parse(buildStkFailure({ ...ids, resultCode: 3002, resultDesc: 'No response from user.' }))
    expect(parseStkCallback(`\uFEFF${JSON.stringify({ Envelope: body })}`)).toMatchObject({
      kind: 'failure',
      resultCode: 3002,
    })
  })

  it.each([
    ['', 'not-json'],
    ['ResultCode=0', 'not-json'],
    ['null', 'not-stk'],
    ['[]', 'not-stk'],
    ['{"Result":{"ResultCode":0}}', 'not-stk'],
    ['{"Body":{"stkCallback":{}}}', 'not-stk'],
    ['{"Body":{"stkCallback":{"ResultCode":null}}}', 'not-stk'],
    ['{"Body":{"stkCallback":{"ResultCode":""}}}', 'failure'],
    ['{"Body":{"stkCallback":{"ResultCode":"SFC_IC0003"}}}', 'failure'],
  ])('calls %j %s', (text, kind) => expect(parseStkCallback(text).kind).toBe(kind))

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseStkCallback(text)))
    fc.assert(fc.property(fc.json(), (text) => void parseStkCallback(`{"Body":{"stkCallback":${text}}}`)))
    fc.assert(
      fc.property(
        fc.json(),
        (text) => void parseStkCallback(`{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":${text}}}}`),
      ),
    )
  })
})
