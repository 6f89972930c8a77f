import { describe, expect, it } from 'vitest'
import { findSideTables } from '../../../src/callbacks/audit/side-tables.ts'
import type { CatalogColumn, CatalogTable, ColumnKind } from '../../../src/orders/catalog.ts'

function column(name: string, kind: ColumnKind = 'text'): CatalogColumn {
  return { name, kind, typeName: kind, maxLength: null, labels: [], comment: null }
}

function table(name: string, ...columns: readonly CatalogColumn[]): CatalogTable {
  return {
    schema: 'public',
    name,
    kind: 'table',
    estimatedRows: 10,
    columns: [column('id', 'integer'), ...columns],
    primaryKey: ['id'],
    uniqueKeys: [['id']],
    foreignKeys: [],
  }
}

const orders = table('orders', column('customer_id', 'integer'), column('phone'), column('status'))
const tables = { dialect: 'postgresql', orders: { table: orders, columns: {} }, payments: null } as const
const names = (list: readonly { readonly table: CatalogTable }[]): readonly string[] =>
  list.map(({ table: { name } }) => name)

describe('findSideTables', () => {
  it('ties tables by the phone number and by the customer', () => {
    const side = findSideTables(
      [orders, table('wallets', column('phone_number')), table('points', column('customer_id', 'integer'))],
      tables as never,
    )
    expect(names(side.phones)).toEqual(['wallets'])
    expect(names(side.links)).toEqual(['points'])
    expect(side.unwatched).toEqual([])
  })

  it('finds a customer whose key nobody declared', () => {
    const side = findSideTables([orders, table('customers', column('balance', 'decimal'))], tables as never)
    expect(side.links).toMatchObject([{ fromColumn: 'customer_id', column: { name: 'id' } }])
  })

  it('tells which balances nothing ties to the order', () => {
    const lost = table('wallet_balances', column('holder'), column('phone_verified_at', 'instant'))
    const side = findSideTables([orders, lost, table('posts', column('title'))], tables as never)
    expect(side.unwatched).toEqual([lost])
  })
})
