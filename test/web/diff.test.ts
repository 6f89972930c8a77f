import { describe, expect, it } from 'vitest'
import { compareLeaves } from '../../src/web/inspector/diff.ts'
import { jsonLeaves, sharedParent } from '../../src/web/inspector/json-paths.ts'
import { jsonTokens } from '../../src/web/shared/json-tokens.ts'

const leaves = (value: unknown) => jsonLeaves(JSON.stringify(value)) ?? new Map<string, string>()

describe('the leaves of a document', () => {
  it.each([
    { value: { a: { b: 1 } }, expected: { 'a.b': '1' } },
    { value: { a: ['x', null] }, expected: { 'a[0]': '"x"', 'a[1]': 'null' } },
    { value: { a: {}, b: [] }, expected: { a: '{}', b: '[]' } },
    { value: 7, expected: { '(whole body)': '7' } },
    {
      value: { Item: [{ Name: 'Amount', Value: 1 }, { Name: 'Balance' }] },
      expected: {
        'Item[Amount].Name': '"Amount"',
        'Item[Amount].Value': '1',
        'Item[Balance].Name': '"Balance"',
      },
    },
    { value: [{ Key: 'a' }, { Key: 'a' }], expected: { '[0].Key': '"a"', '[1].Key': '"a"' } },
  ])('$expected', ({ value, expected }) => {
    expect(Object.fromEntries(leaves(value))).toEqual(expected)
  })

  it('are none of what is no JSON, and bounded in depth and number', () => {
    expect(jsonLeaves('amount=1')).toBeUndefined()
    expect(jsonLeaves('['.repeat(3000) + ']'.repeat(3000))?.size).toBe(1)
    expect(jsonLeaves(JSON.stringify(Array.from({ length: 90_000 }, (_, index) => index)))?.size).toBeLessThan(6000)
  })

  it('share a parent, or none', () => {
    expect(sharedParent(['Body.stkCallback.A', 'Body.stkCallback.B.C'])).toBe('Body.stkCallback.')
    expect(sharedParent(['Body.A', 'Bodyguard.B'])).toBe('')
    expect(sharedParent([])).toBe('')
  })
})

describe('a comparison', () => {
  it('tells what changed, went and came; the order of metadata items does not count', () => {
    const before = leaves({
      code: 0,
      gone: 1,
      items: [
        { Name: 'A', Value: 1 },
        { Name: 'B', Value: 2 },
      ],
    })
    const after = leaves({
      code: 1032,
      new: true,
      items: [
        { Name: 'B', Value: 2 },
        { Name: 'A', Value: 1 },
      ],
    })
    expect(compareLeaves('Body', before, after)).toEqual({
      title: 'Body',
      differences: [
        { path: 'code', change: 'changed', before: '0', after: '1032' },
        { path: 'gone', change: 'removed', before: '1', after: null },
        { path: 'new', change: 'added', before: null, after: 'true' },
      ],
      same: 4,
    })
  })

  it('sees the type: "0" is not 0', () => {
    expect(compareLeaves('', leaves({ a: 0 }), leaves({ a: '0' })).differences).toHaveLength(1)
  })
})

describe('the pieces of a JSON text', () => {
  it.each([
    '{\n  "a": -1.5e3,\n  "b:": "x \\" : 1",\n  "c": [true, null]\n}',
    '"<img src=x onerror=alert(1)>"',
    'no JSON "at all',
    '',
  ])('are together the text again: %j', (text) => {
    const pieces = jsonTokens(text)
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
  })

  it('know keys from values', () => {
    const kinds = jsonTokens('{"a": "b", "c": 1, "d": null}').filter(({ kind }) => kind !== 'plain')
    expect(kinds.map(({ kind }) => kind)).toEqual(['key', 'string', 'key', 'number', 'key', 'word'])
  })
})
