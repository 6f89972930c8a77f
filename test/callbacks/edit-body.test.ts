import '../helpers/property-seed.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writePath } from '../../src/callbacks/body-path.ts'
import { setPaths } from '../../src/callbacks/edit-body.ts'

const stk = `{"Body":{"stkCallback":{"MerchantRequestID":"29115-1","CheckoutRequestID":"ws_CO_1","ResultCode":0,
  "ResultDesc":"The service request is processed successfully.","CallbackMetadata":{"Item":[{"Name":"Amount","Value":1.00},
  {"Name":"MpesaReceiptNumber","Value":"UJ6E59176X"},{"Name":"Balance"},{"Name":"TransactionDate","Value":20261006141953},
  {"Name":"PhoneNumber","Value":254708374149}]}}}} `

const result = `{"Result":{"ResultCode":"0","ResultParameters":{"ResultParameter":[{"Key":"TransactionAmount","Value":10},{"Key":"ReceiptNo","Value":"X"}]},"ReferenceData":{"ReferenceItem":{"Key":"QueueTimeoutURL","Value":"https://a/b"}}}}`

function edited(body: string, ...assignments: readonly string[]): string {
  const outcome = setPaths(body, assignments)
  if (outcome.kind === 'refused') throw new Error(outcome.why)
  return outcome.body
}

describe('values are set', () => {
  it.each([
    [stk, 'Amount=1500.50', '"Value":1.00', '"Value":1500.50'],
    [stk, 'Amount:="1"', '"Value":1.00', '"Value":"1"'],
    [stk, 'Amount=ten', '"Value":1.00', '"Value":"ten"'],
    [stk, 'Balance=0', '{"Name":"Balance"}', '{"Name":"Balance","Value":0}'],
    [stk, 'PhoneNumber=2547***149', '254708374149', '"2547***149"'],
    [stk, 'PhoneNumber=12345678901234567890', '254708374149', '12345678901234567890'],
    [stk, 'TransactionDate=null', '20261006141953', 'null'],
    [stk, 'ResultCode=1032', '"ResultCode":0', '"ResultCode":1032'],
    [stk, 'ResultCode="1032"', '"ResultCode":0', '"ResultCode":"1032"'],
    [stk, 'ResultCode=SFC_IC0003', '"ResultCode":0', '"ResultCode":"SFC_IC0003"'],
    [stk, 'CheckoutRequestID=42', '"ws_CO_1"', '"42"'],
    [stk, 'CheckoutRequestID:=42', '"ws_CO_1"', '42'],
    [stk, 'MpesaReceiptNumber=', '"UJ6E59176X"', '""'],
    [stk, 'Body.stkCallback.CallbackMetadata.Item[0].Value=7', '1.00', '7'],
    [stk, 'Body.stkCallback.CallbackMetadata.Item.0.Value=7', '1.00', '7'],
    [stk, 'Body.stkCallback.Odd={"a": [1]}', '}}}} ', '},"Odd":{"a": [1]}}}} '],
    [stk, '.Odd=a=b"c', '}}}} ', '}}},"Odd":"a=b\\"c"} '],
    [stk, 'Body["stkCallback"].ResultCode=true', '"ResultCode":0', '"ResultCode":true'],
    [result, 'ResultCode=2001', '"0"', '"2001"'],
    [result, 'TransactionAmount=1e3', '10', '1e3'],
    [result, 'QueueTimeoutURL=x', 'https://a/b', 'x'],
    ['{ }', '.a=1', '{ }', '{"a":1 }'],
    ['\uFEFF{"a":1}', 'a=2', '1', '2'],
    ['{"a":1,"a":2,"b":12345678901234567890}', 'a=3', '2,', '3,'],
    ['{"odd.name":{"x=y":1}}', '["odd.name"]["x=y"]=2', '1', '2'],
    ['{"__proto__":{"a":1}}', '__proto__.a=2', '1', '2'],
    ['[1,[2]]', '[1][0]=3', '2', '3'],
    ['Amount=1&Msisdn=2547&Amount=%31', 'Amount=a b&c', '%31', 'a+b%26c'],
    ['Amount=1', '.Extra=x', 'Amount=1', 'Amount=1&Extra=x'],
  ])('in %s by %s', (body, assignment, from, to) => {
    const at = body.lastIndexOf(from)
    expect(edited(body, assignment)).toBe(body.slice(0, at) + to + body.slice(at + from.length))
  })

  it('one after the other', () => {
    expect(edited('{"a":1}', '.b={}', 'b.c=1', 'b.c=two')).toBe('{"a":1,"b":{"c":"two"}}')
  })
})

describe('what cannot be set is refused', () => {
  it.each([
    [stk, 'Amonut=5', 'Amount'],
    [stk, 'ResultsCode=5', 'ResultCode'],
    [stk, 'Unheard=5', 'ResultDesc'],
    [stk, 'Body.stkCallback.Resultcode=5', 'Body.stkCallback.ResultCode'],
    [stk, 'Body.stkCallbck.ResultCode=5', 'Body.stkCallback.ResultCode'],
    [stk, 'Body.stkCallback.CallbackMetadata.Item[9].Value=5', 'Item'],
    [stk, 'Value=5', 'Body.stkCallback.CallbackMetadata.Item[0].Value'],
    [stk, 'ResultCode', 'path=value'],
    [stk, '=5', 'path=value'],
    [stk, 'a..b=5', 'Body.stkCallback.ResultCode'],
    [stk, 'Amount:=five', 'text'],
    ['Amount=1', 'Amonut=5', 'Amount'],
    ['<a>1</a>', 'a=5', '--edit'],
    ['', 'a=5', '--edit'],
    ['{"a":1', 'a=5', '--edit'],
    ['3', 'a=5', ''],
  ])('%#: %s by %s', (body, assignment, expected) => {
    const outcome = setPaths(body, [assignment])
    expect(outcome.kind).toBe('refused')
    if (outcome.kind === 'refused') expect(outcome.fix ?? '').toContain(expected)
  })
})

it('documents that are nested without end are no documents', () => {
  const body = '['.repeat(100_000) + ']'.repeat(100_000)
  expect(setPaths(body, ['[0]=5'])).toMatchObject({ kind: 'refused' })
})

type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value }
type Step = string | number

const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('a', 'Amount', 'x.y', '', '["', 'a=b'), fc.string({ minLength: 1 })),
      tie('tree'),
      {
        maxKeys: 4,
      },
    ),
  ),
}))
const space = fc.constantFrom('', ' ', '\n', '\r\n\t')

/** The text of a value with odd white space, and the spans of all values in it. */
function write(value: Value, gap: string): { text: string; spans: { steps: Step[]; from: number; to: number }[] } {
  let text = ''
  const spans: { steps: Step[]; from: number; to: number }[] = []
  const put = (part: Value, steps: Step[]): void => {
    const from = text.length
    if (Array.isArray(part)) {
      text += `[${gap}`
      part.forEach((item, index) => {
        text += index === 0 ? '' : `${gap},`
        put(item, [...steps, index])
      })
      text += `${gap}]`
    } else if (typeof part === 'object' && part !== null) {
      text += '{'
      Object.entries(part).forEach(([key, item], index) => {
        text += `${index === 0 ? '' : `,${gap}`}${JSON.stringify(key)}${gap}:${gap}`
        put(item, [...steps, key])
      })
      text += `${gap}}`
    } else text += JSON.stringify(part)
    if (steps.length > 0) spans.push({ steps, from, to: text.length })
  }
  put(value, [])
  return {
    text: `${gap}${text}${gap}`,
    spans: spans.map((span) => ({ ...span, from: span.from + gap.length, to: span.to + gap.length })),
  }
}

function deepSet(value: unknown, [step, ...rest]: readonly Step[], to: unknown): unknown {
  if (step === undefined) return to
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? deepSet(item, rest, to) : item))
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, key === step ? deepSet(item, rest, to) : item]),
  )
}

describe('any document', () => {
  it('keeps its bytes but for the value that is set, and reads as if it were set', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.array(tree, { minLength: 1 }), fc.dictionary(fc.string(), tree, { minKeys: 1 })),
        space,
        tree,
        fc.nat(),
        (document, gap, value, pick) => {
          const { text, spans } = write(document as Value, gap)
          const span = spans[pick % spans.length]
          if (span === undefined) return
          const json = JSON.stringify(value)
          const path = writePath(span.steps)
          const outcome = setPaths(text, [`${path}:=${json}`])
          expect(outcome).toEqual({ kind: 'edited', body: text.slice(0, span.from) + json + text.slice(span.to) })
          if (outcome.kind === 'edited')
            expect(JSON.parse(outcome.body)).toEqual(deepSet(JSON.parse(text), span.steps, value))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), (body, assignment) => {
        expect(['edited', 'refused']).toContain(setPaths(body, [assignment]).kind)
      }),
      { numRuns: 500 },
    )
  })
})
