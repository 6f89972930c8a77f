import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Row } from '../../src/core/database-port.ts'
import type { DemoOrder } from '../../src/demo/demo-orders.ts'
import { type Demo, startDemo } from '../../src/demo/start-demo.ts'
import { asWriter } from './postgres.ts'
import { type CliOptions, type CliResult, runCli } from './run-cli.ts'

/** The embedded shop for one test file, with what tests ask of it. */
export interface DemoProject {
  readonly demo: Demo
  /** A pending order that no other test has. */
  newOrder(): Promise<DemoOrder>
  /** The order's row as it is now. */
  row(orderNumber: string): Promise<Row>
  /** SQL with the shop's own rights. */
  sql(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** Runs a command line in the shop's folder. */
  run(argv: readonly string[], options?: CliOptions): Promise<CliResult>
  /** The same with `--json`: stdout must hold one document and nothing else. */
  runJson<T = ReportJson>(argv: readonly string[], options?: CliOptions): Promise<CliResult & { readonly document: T }>
  /** The work, while the shop has this fault. */
  withFault<T>(name: string, work: () => Promise<T>): Promise<T>
}

/** The fields of a report that tests look at. */
export interface ReportJson {
  readonly exitCode: number
  readonly target: { readonly appUrl: string | null }
  readonly verdict: {
    readonly rootCause: string | null
    readonly fix: { readonly summary: string; readonly command?: string; readonly code?: string } | null
    readonly causes: readonly { readonly code: string }[]
  }
  readonly checks: readonly {
    readonly id: string
    readonly family: string
    readonly status: string
    readonly reason: string | null
    readonly findings: readonly { readonly code: string; readonly severity: string; readonly evidence: Row }[]
  }[]
}

/** Where a demo may be started from: root's own temporary folder may be closed to the user that the database runs as. */
export const demoTmpdir = process.getuid?.() === 0 ? '/tmp' : tmpdir()

/** Starts the shop before the tests of a file and stops it after them. */
export function useDemo(): DemoProject {
  let demo: Demo | undefined
  let count = 0
  beforeAll(async () => {
    demo = await startDemo({ signal: new AbortController().signal, searchPath: process.env.PATH ?? '' })
  })
  afterAll(async () => {
    await demo?.stop()
  })
  const running = (): Demo => {
    if (demo === undefined) throw new Error('the demo does not run')
    return demo
  }
  const run: DemoProject['run'] = (argv, options) => runCli(argv, { cwd: running().folder, ...options })
  const sql: DemoProject['sql'] = (text, values = []) =>
    asWriter(
      running().databaseUrl,
      async (client) => (await client.query<Record<string, unknown>>(text, [...values])).rows,
    )
  return {
    get demo() {
      return running()
    },
    newOrder: () => running().addOrder(`DUKA-${2000 + ++count}`),
    async row(orderNumber) {
      const [row] = await sql('select * from orders where order_number = $1', [orderNumber])
      if (row === undefined) throw new Error(`there is no order ${orderNumber}`)
      return row
    },
    sql,
    run,
    async runJson<T>(argv: readonly string[], options?: CliOptions) {
      const result = await run([...argv, '--json'], options)
      const document = JSON.parse(result.stdout) as T
      expect((document as Partial<ReportJson>).exitCode ?? result.exitCode).toBe(result.exitCode)
      return { ...result, document }
    },
    async withFault(name, work) {
      await running().breakWith(name)
      try {
        return await work()
      } finally {
        await running().repair()
      }
    },
  }
}
