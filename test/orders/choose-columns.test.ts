import { describe, expect, it } from 'vitest'
import type { CatalogColumn, CatalogTable, ColumnKind } from '../../src/orders/catalog.ts'
import { chooseColumns } from '../../src/orders/choose-columns.ts'
import { isConvincing, scoreTable } from '../../src/orders/score-table.ts'
import { paidId, pendingId, receipt } from '../helpers/shop-schemas.ts'

function table(name: string, columns: Record<string, ColumnKind>, more: Partial<CatalogTable> = {}): CatalogTable {
  const list = Object.entries(columns).map(
    ([column, kind]): CatalogColumn => ({
      name: column,
      kind,
      typeName: kind,
      maxLength: null,
      labels: [],
      comment: null,
    }),
  )
  return {
    schema: 'public',
    name,
    kind: 'table',
    estimatedRows: 10,
    columns: list,
    primaryKey: ['id'],
    uniqueKeys: [['id']],
    foreignKeys: [],
    ...more,
  }
}

const chosen = (from: CatalogTable, samples = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(chooseColumns(from, samples)).map(([field, column]) => [field, column.name]))

describe('chooseColumns', () => {
  it('believes values more than names', () => {
    const orders = table('orders', { id: 'integer', status: 'text', mpesa_ref: 'text', transaction_id: 'text' })
    const samples = { mpesa_ref: [receipt], transaction_id: [pendingId, paidId] }
    expect(chosen(orders, samples)).toMatchObject({ checkoutRequestId: 'transaction_id', receipt: 'mpesa_ref' })
  })

  it('lets one column be both id and receipt if it holds both', () => {
    const orders = table('orders', { id: 'integer', status: 'text', checkout_request_id: 'text' })
    const samples = { checkout_request_id: [pendingId, receipt] }
    expect(chosen(orders, samples)).toMatchObject({
      checkoutRequestId: 'checkout_request_id',
      receipt: 'checkout_request_id',
    })
    expect(chosen(orders, { checkout_request_id: [pendingId] }).receipt).toBeUndefined()
  })

  it('prefers the payment status if it is the one that knows payments', () => {
    const orders = table('orders', { id: 'integer', status: 'text', payment_status: 'text' })
    expect(chosen(orders, { status: ['shipped', 'new'], payment_status: ['paid', 'pending'] }).state).toBe(
      'payment_status',
    )
    expect(chosen(orders, { status: ['paid', 'pending'], payment_status: ['card'] }).state).toBe('status')
  })

  it('does not take a foreign key for a payment id', () => {
    const link = { columns: ['payment_id'], schema: 'public', table: 'payments', references: ['id'] }
    const orders = table('orders', { id: 'integer', status: 'text', payment_id: 'text' }, { foreignKeys: [link] })
    expect(chosen(orders).checkoutRequestId).toBeUndefined()
  })

  it('takes the total rather than the subtotal', () => {
    const orders = table('orders', { id: 'integer', subtotal: 'decimal', shipping_total: 'decimal', total: 'decimal' })
    expect(chosen(orders).amount).toBe('total')
  })
})

describe('scoreTable', () => {
  const shop = { id: 'integer', status: 'text', total: 'decimal', created_at: 'instant' } as const

  it.each([
    ['orders', shop, true],
    ['shop_order', shop, true],
    ['Order', shop, true],
    ['order_items', shop, false],
    ['orders_backup', shop, false],
    ['shop_historicalorder', shop, false],
    ['sort_order', { id: 'integer', position: 'integer' }, false],
    ['products', shop, false],
    ['mpesa_payments', { ...shop, checkout_request_id: 'text' }, true],
    ['things', { ...shop, checkout_request_id: 'text' }, true],
    ['things', shop, false],
  ] as const)('of %s with %j convinces: %s', (name, columns, expected) => {
    expect(isConvincing(scoreTable(table(name, columns), { status: ['pending', 'paid'] }))).toBe(expected)
  })
})
