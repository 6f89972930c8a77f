import { describe, expect, it } from 'vitest'
import { readResultMessage } from '../../../src/daraja/client/result-message.ts'

const result = (fields: object): string => JSON.stringify({ Result: { ResultCode: 0, ...fields } })
const parameters = (ResultParameter: unknown): string => result({ ResultParameters: { ResultParameter } })

describe('a body that comes to a ResultURL', () => {
  it.each(['', 'x', '[]', 'null', '{}', '{"Result":3}', '{"Result":{}}', '{"Body":{"stkCallback":{}}}'])(
    'is none: %s',
    (body) => {
      expect(readResultMessage(body)).toBeUndefined()
    },
  )

  it('may begin with a mark of the byte order, and have its codes as numbers or texts', () => {
    expect(readResultMessage(`\uFEFF${result({ ResultCode: ' 0 ' })}`)).toMatchObject({ resultCode: '0' })
    expect(readResultMessage(result({ ResultCode: 2001 }))).toMatchObject({ resultCode: '2001', isTimeout: false })
    expect(readResultMessage(result({ ResultType: '1', ResultCode: 1 }))).toMatchObject({ isTimeout: true })
  })

  it.each<[string, string, readonly (readonly [string, string])[]]>([
    ['none', result({}), []],
    ['a list', parameters([{ Key: 'Amount', Value: 10 }, { Key: 'TransactionReason' }, null, 3]), [['Amount', '10']]],
    ['one alone', parameters({ Key: 'ReceiptNo', Value: 'UKO1A2B3C4' }), [['ReceiptNo', 'UKO1A2B3C4']]],
    [
      'the payer twice',
      parameters([
        { Key: 'DebitPartyName', Value: 'a' },
        { Key: 'DebitPartyName', Value: 'b' },
      ]),
      [
        ['DebitPartyName', 'a'],
        ['CreditPartyName', 'b'],
      ],
    ],
    ['blanks in its names', parameters([{ Key: 'Debit Party Name', Value: 'a' }]), [['DebitPartyName', 'a']]],
  ])('has parameters: %s', (_, body, expected) => {
    expect([...(readResultMessage(body)?.parameters ?? [])]).toEqual(expected)
  })
})
