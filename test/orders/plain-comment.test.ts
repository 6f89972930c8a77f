import { describe, expect, it } from 'vitest'
import type { CatalogColumn } from '../../src/orders/catalog.ts'
import { saysCents, withPlainComment } from '../../src/orders/plain-comment.ts'

function commented(comment: string | null): CatalogColumn {
  return { name: 'status', kind: 'integer', typeName: 'smallint', maxLength: null, labels: [], comment }
}

describe('withPlainComment', () => {
  it.each([
    ['1 unpaid 2 paid 3 failed 4 canceled', '1 = unpaid, 2 = paid, 3 = failed, 4 = canceled'],
    ['0 not paid, 1 paid', '0 = not paid, 1 = paid'],
    ['0 = pending, 1 = paid', '0 = pending, 1 = paid'],
    ['after 3 days the order expires', 'after 3 days the order expires'],
    [null, null],
  ])('of %j is %j', (comment, expected) => {
    expect(withPlainComment(commented(comment)).comment).toBe(expected)
  })
})

describe('saysCents', () => {
  it.each([
    ['cents', true],
    ['Amount in minor units', true],
    ['KES, no cents', false],
    ['percentage', false],
    ['', false],
    [null, false],
  ])('of %j is %s', (comment, expected) => {
    expect(saysCents(comment)).toBe(expected)
  })
})
