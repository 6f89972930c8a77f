import { defineCheck, found, pass } from '../../core/check.ts'
import type { CodeDefinitions } from '../../core/finding.ts'
import { describeTable } from '../../orders/catalog.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { orderMapping } from '../../probes/order-mapping.ts'

const codes = {
  'db/table-not-found': {
    severity: 'error',
    title: 'No table looks like orders or payments',
    why: 'Without the table nothing can be said about what a callback did.',
    fix: 'Run the migrations, or name the table in the configuration: `orders.table` and `orders.columns`',
  },
} as const satisfies CodeDefinitions

function tableNames({ orders, payments }: OrderTables): string {
  return [orders, ...(payments === null ? [] : [payments])]
    .map(({ table }) => `\`${describeTable(table)}\``)
    .join(' and ')
}

export const orderTableFound = defineCheck({
  id: 'order-table-found',
  family: 'db',
  title: 'The table of the orders is found',
  codes,
  needs: { orderMapping },
  judge({ orderMapping: discovery }) {
    if (discovery.kind === 'found') return pass(tableNames(discovery.tables))
    const { lookedAt, tableCount, reason, elsewhere = [] } = discovery
    const message =
      reason ??
      (tableCount === 0
        ? 'This user sees no table at all'
        : `None of the ${tableCount} tables looks like orders or payments (looked at ${lookedAt.join(', ')})`)
    const hint =
      elsewhere.length === 0
        ? ''
        : `. Another database on this server has tables like orders: ${elsewhere.join(', ')}; name the database in the URL, or as \`orders.schema\``
    return found([
      {
        code: 'db/table-not-found',
        severity: 'error',
        confidence: reason === null && tableCount > 0 ? 'likely' : 'certain',
        message: `${message.charAt(0).toUpperCase()}${message.slice(1)}${hint}`,
        evidence: { lookedAt, tableCount, ...(elsewhere.length === 0 ? {} : { elsewhere }) },
      },
    ])
  },
})
