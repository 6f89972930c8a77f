import type { Invocation } from './command.ts'
import { type OpenOrders, openOrders, ordersPlan } from './open-orders.ts'
import { printReport, writeReports } from './render.ts'
import { definitionsOf, makeReport } from './run-report.ts'

/** Null if there is no use for a database, a number if it was asked for and failed: then nothing was sent. */
export async function readyOrders(invocation: Invocation, needed: boolean): Promise<OpenOrders | null | number> {
  const plan = { ...ordersPlan(invocation, '`mpesa-doctor simulate`'), extra: { deliveries: [] } }
  const checked = await makeReport(invocation, plan)
  if (checked.exitCode === 0) return openOrders(invocation)
  if (!needed) return null
  invocation.output.talk(
    'Nothing was sent: what the callback does could not be seen in the database. --no-verify sends it all the same.\n',
  )
  await printReport(checked, invocation, definitionsOf(plan.checks))
  await writeReports(checked, invocation, definitionsOf(plan.checks))
  return checked.exitCode
}
