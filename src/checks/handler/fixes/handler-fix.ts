import type { Fix } from '../../../core/finding.ts'
import { squash } from '../../../orders/words.ts'
import type { Framework } from '../../replies/frameworks.ts'
import type { AuditCode } from '../audit-codes.ts'
import { nodeSnippets } from './node.ts'
import { laravelSnippets, phpSnippets, wordpressSnippets } from './php.ts'
import { djangoSnippets, pythonSnippets } from './python.ts'
import { railsSnippets } from './rails.ts'
import type { Snippets } from './snippets.ts'
import { assignments } from './snippets.ts'
import type { SqlNames } from './sql-names.ts'

const snippetsOf: Partial<Readonly<Record<Framework, Snippets>>> = {
  Express: nodeSnippets,
  'Next.js': nodeSnippets,
  NestJS: nodeSnippets,
  Fastify: nodeSnippets,
  hapi: nodeSnippets,
  SvelteKit: nodeSnippets,
  Flask: pythonSnippets,
  FastAPI: pythonSnippets,
  Django: djangoSnippets,
  'Django REST framework': djangoSnippets,
  Laravel: laravelSnippets,
  PHP: phpSnippets,
  Symfony: phpSnippets,
  CodeIgniter: phpSnippets,
  WordPress: wordpressSnippets,
  Rails: railsSnippets,
}

interface Remedy {
  readonly summary: string
  readonly lines: (snippets: Snippets, names: SqlNames) => readonly string[]
  /** What helps whatever the app is written in. */
  readonly sql?: (names: SqlNames) => readonly string[]
}

const settle: Remedy = {
  summary:
    'Let the database decide in one statement whether this callback is the first, and do everything else only then',
  lines: (snippets, names) => snippets.settle(names),
  sql: (names) => [
    `UPDATE ${names.table} SET ${assignments(names, () => '…')} WHERE ${names.id} = '…' AND ${names.state} <> '${names.paid}';`,
    '-- no row changed: it was paid already',
  ],
}
const uniqueReceipt: Remedy = {
  summary:
    'Let the database refuse a receipt that it has already; an insert or update that it refuses is no new payment',
  lines: (_, names) => uniqueIndex(names),
  sql: uniqueIndex,
}

const remedies: Partial<Readonly<Record<AuditCode, Remedy>>> = {
  'handler/not-idempotent': settle,
  'handler/concurrent-duplicates': settle,
  'handler/late-success-lost': {
    ...settle,
    summary: 'Let a success settle failed orders, too: only what is paid already stays as it is',
  },
  'handler/late-failure-wins': {
    summary: 'Let a failure change pending orders only',
    lines: (snippets, names) => snippets.fail(names),
    sql: ({ table, id, state, pending, failed }) => [
      `UPDATE ${table} SET ${state} = '${failed}' WHERE ${id} = '…' AND ${state} = '${pending}';`,
    ],
  },
  'handler/accepts-wrong-amount': {
    summary:
      'Compare the amount with that of the order before anything else; the order stays pending, and somebody is told',
    lines: (snippets, names) => snippets.amount(names),
  },
  'handler/accepts-reused-receipt': uniqueReceipt,
  'c2b/double-notice': uniqueReceipt,
  'handler/only-first-items': {
    summary: 'Look the items up by name',
    lines: (snippets) => snippets.items,
  },
  'handler/code-type': {
    summary: 'Compare the ResultCode as text, and store it as text',
    lines: (snippets) => snippets.isSuccess,
  },
  'handler/marks-success-failed': {
    summary: 'Compare the ResultCode as text: 0 and "0" are the same success',
    lines: (snippets) => snippets.isSuccess,
  },
  'handler/marks-failure-paid': {
    summary: 'Settle the order only if the ResultCode is 0',
    lines: (snippets) => snippets.isSuccess,
  },
  'handler/wrong-time': {
    summary: '`TransactionDate` is a wall clock in Nairobi: read it with its zone',
    lines: (snippets) => snippets.time,
  },
  'handler/crashes': {
    summary: 'Refuse what is no callback before reading on; the app’s own log names the line that failed',
    lines: (snippets) => snippets.guard,
  },
}

/** The lines for the framework of the app, with the names of its own tables; undefined where general words must do. */
export function handlerFix(code: string, framework: Framework | undefined, names: SqlNames): Fix | undefined {
  const remedy = Object.entries(remedies).find(([name]) => name === code)?.[1]
  if (remedy === undefined) return undefined
  const snippets = framework === undefined ? undefined : snippetsOf[framework]
  const lines = snippets === undefined ? remedy.sql?.(names) : remedy.lines(snippets, names)
  return lines === undefined ? { summary: remedy.summary } : { summary: remedy.summary, code: lines.join('\n') }
}

function uniqueIndex({ dialect, table, receipt, id }: SqlNames): readonly string[] {
  if (receipt === id)
    return ['-- give the receipt a column of its own first: this one holds the CheckoutRequestID as well']
  const name = `${squash(table.split('.').at(-1) ?? table)}_receipt_once`
  // Empty texts would be duplicates of each other; nulls are not.
  const where = dialect === 'mysql' ? '' : ` WHERE ${receipt} IS NOT NULL`
  return [`CREATE UNIQUE INDEX ${name} ON ${table} (${receipt})${where};`]
}
