import { assignments, type Snippets } from './snippets.ts'
import type { SqlNames } from './sql-names.ts'

const places =
  ({ dialect }: SqlNames) =>
  (index: number): string =>
    dialect === 'postgresql' ? `$${index + 1}` : '?'
const values = ({ paidAt }: SqlNames): string => (paidAt === undefined ? 'receipt' : 'receipt, paidAt')
const count = ({ dialect }: SqlNames): string => (dialect === 'postgresql' ? 'rowCount' : 'affectedRows')
const open = (names: SqlNames): string =>
  names.dialect === 'postgresql' ? `{ ${count(names)} }` : `[{ ${count(names)} }]`

const inBackticks = (sql: string): string => `\`${sql.replaceAll('`', '\\`')}\``

/** Express, Next.js, NestJS, Fastify and whatever else runs on Node; `db` is the pool of `pg` or `mysql2/promise`. */
export const nodeSnippets: Snippets = {
  settle: (names) => {
    const place = places(names)
    const last = names.paidAt === undefined ? 1 : 2
    return [
      `const ${open(names)} = await db.query(`,
      `  ${inBackticks(`UPDATE ${names.table} SET ${assignments(names, place)} WHERE ${names.id} = ${place(last)} AND ${names.state} <> '${names.paid}'`)},`,
      `  [${values(names)}, checkoutRequestId],`,
      ')',
      `if (${count(names)} === 0) return // paid already, or no such order: change nothing else`,
    ]
  },
  fail: (names) => [
    'await db.query(',
    `  ${inBackticks(`UPDATE ${names.table} SET ${names.state} = '${names.failed}' WHERE ${names.id} = ${places(names)(0)} AND ${names.state} = '${names.pending}'`)},`,
    '  [checkoutRequestId],',
    ')',
  ],
  amount: ({ amount }) => [
    `if (Math.round(Number(items.Amount) * 100) !== Math.round(Number(order.${amount}) * 100)) return`,
  ],
  items: [
    'const items = Object.fromEntries(',
    '  (callback.CallbackMetadata?.Item ?? []).map(({ Name, Value }) => [Name, Value]),',
    ')',
    'const receipt = items.MpesaReceiptNumber',
  ],
  isSuccess: ["const isSuccess = String(callback.ResultCode) === '0'"],
  time: [
    'const [, ...parts] = String(items.TransactionDate).match(/^(....)(..)(..)(..)(..)(..)$/) ?? []',
    "const paidAt = new Date(parts.slice(0, 3).join('-') + 'T' + parts.slice(3).join(':') + '+03:00')",
  ],
  guard: [
    'const callback = req.body?.Body?.stkCallback',
    "if (typeof callback?.CheckoutRequestID !== 'string') return res.status(400).json({ ResultCode: 1 })",
  ],
}
