import { defineCheck, found, pass, skip } from '../../core/check.ts'
import type { CodeDefinitions } from '../../core/finding.ts'
import type { CatalogColumn, CatalogTable } from '../../orders/catalog.ts'
import { describeTable } from '../../orders/catalog.ts'
import { type DialectName, dialectOf } from '../../orders/dialect.ts'
import { tableWithIds } from '../../orders/order-tables.ts'
import { quoteTable } from '../../orders/sql.ts'
import { orderMapping } from '../../probes/order-mapping.ts'

const codes = {
  'db/id-not-unique': {
    severity: 'warning',
    title: 'Nothing keeps a payment from being stored twice',
    why: 'Without a unique index two rows can carry one id or one receipt, and one payment can settle two orders.',
    fix: 'Add a unique index on the CheckoutRequestID and on the receipt',
  },
} as const satisfies CodeDefinitions

export const idsUnique = defineCheck({
  id: 'ids-unique',
  family: 'db',
  title: 'CheckoutRequestID and receipt are unique',
  codes,
  needs: { orderMapping },
  judge({ orderMapping: discovery }) {
    if (discovery.kind === 'none') return skip('blocked', 'a table of orders')
    const { table, columns } = tableWithIds(discovery.tables)
    if (table.kind === 'view') return skip('not-applicable', 'a table; views have no indexes')
    const { checkoutRequestId, receipt } = columns
    if (checkoutRequestId === undefined || checkoutRequestId.source !== undefined)
      return skip('not-applicable', 'a column for the CheckoutRequestID')
    const isUnique = (column: CatalogColumn): boolean =>
      table.uniqueKeys.some((key) => key.length === 1 && key[0] === column.name)
    const loose = [
      ...new Set([checkoutRequestId, ...(receipt === undefined || receipt.source !== undefined ? [] : [receipt])]),
    ].filter((column) => !isUnique(column))
    if (loose.length === 0) return pass()
    const names = loose.map(({ name }) => name)
    // With a unique id the receipt is a second line of defence only.
    const severity = loose.includes(checkoutRequestId) ? 'warning' : 'info'
    return found([
      {
        code: 'db/id-not-unique',
        severity,
        confidence: 'certain',
        message: `\`${describeTable(table)}\` has no unique index on ${names.map((name) => `\`${name}\``).join(' and ')}`,
        evidence: { table: describeTable(table), columns: names },
        fix: {
          summary: 'Add a unique index (remove duplicates first)',
          code: loose.map((column) => indexSql(discovery.tables.dialect, table, column)).join('\n'),
        },
      },
    ])
  },
})

/** PostgreSQL finds a name by itself; in SQLite the schema, in MySQL the table is where the name must be unique. */
function indexSql(name: DialectName, table: CatalogTable, column: CatalogColumn): string {
  const dialect = dialectOf({ dialect: name })
  const index = name === 'postgresql' ? '' : `${dialect.quote(`${table.name}_${column.name}_unique`)} `
  // Texts without a limit have no index in MySQL but over their beginning.
  const part = name === 'mysql' && /text$/i.test(column.typeName) ? '(64)' : ''
  return `CREATE UNIQUE INDEX ${index}ON ${quoteTable(dialect, table)} (${dialect.quote(column.name)}${part});`
}
