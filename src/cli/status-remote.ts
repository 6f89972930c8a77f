import type { Report } from '../core/report.ts'
import type { AskedDaraja } from './ask-daraja.ts'
import type { Invocation } from './command.ts'
import { describeQuery, describeQueryBriefly } from './describe-query.ts'
import { exitCodes } from './exit-codes.ts'
import { printReport } from './render.ts'
import { formatOf } from './run-report.ts'

/** What Daraja says, below the order; and what is wrong, if anything is. */
export async function showRemote(invocation: Invocation, remote: AskedDaraja, finished: Report): Promise<void> {
  const { output } = invocation
  const { seen, report, definitions } = remote
  const isPlain = report.checks.every(({ status }) => status === 'pass')
  if (seen.query !== null && seen.told !== null) {
    const id = seen.query.checkoutRequestId
    if (formatOf(invocation) === 'short') output.data(`${describeQueryBriefly(id, seen)}\n`)
    else output.data(`\n${describeQuery(id, seen, report.next, invocation)}${isPlain ? '' : '\n'}`)
  }
  if (!isPlain) await printReport(finished, invocation, definitions)
}

/** A problem of either goes before what could not be told. */
export function strongerOf(own: number, remote: number): number {
  return own === exitCodes.problem.code || remote === exitCodes.ok.code ? own : remote
}
