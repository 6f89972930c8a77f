import type { Exercise } from '../callbacks/audit/exercise.ts'
import { exercises } from '../callbacks/audit/exercises.ts'
import type { CheckResult } from '../core/report.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import { type Invocation, optionValue } from './command.ts'
import { printReport, writeReports } from './render.ts'
import { formatOf, makeReport } from './run-report.ts'
import { simulatePlan } from './simulate-report.ts'

/** Lists the exercises that an audit would play; nothing is sent, and no order is made or looked at. */
export async function listExercises(invocation: Invocation): Promise<number> {
  const { output, settings } = invocation
  const { only: _only, skip: _skip, ...globals } = invocation.globals
  const seesRows = optionValue<boolean>(invocation, 'verify') !== false && settings.get('databaseUrl') !== undefined
  const rows = exercises.map((exercise) => ({ exercise, needs: needOf(exercise, seesRows) }))
  const forPeople = ['pretty', 'short'].includes(formatOf(invocation))
  if (forPeople) {
    for (const { exercise, needs } of rows) {
      const [first = '', ...rest] = wrapText(exercise.title, Math.max(24, output.width - column))
      output.data(`  ${exercise.name.padEnd(column - 2)}${first}\n`)
      for (const line of [...rest, ...wrapText(needs, Math.max(24, output.width - column)).map(output.paint.dim)])
        output.data(`${' '.repeat(column)}${line}\n`)
    }
    output.data(`\nA dry run: nothing was sent, and no order was made.\n`)
  }
  const report = await makeReport(
    { ...invocation, globals },
    {
      ...simulatePlan,
      next: () => 'leave out `--dry-run` to play them',
      ownResults: rows.map(resultOf),
      extra: {
        deliveries: [],
        audit: {
          score: { passed: 0, played: 0, total: rows.length },
          exercises: rows.map(({ exercise: { name, title }, needs }) => ({
            exercise: name,
            title,
            outcome: 'not-played',
            codes: [],
            reason: needs,
            deliveries: [],
            durationMs: 0,
          })),
        },
      },
    },
  )
  if (!forPeople) await printReport(report, invocation, {})
  await writeReports(report, invocation, {})
  return report.exitCode
}

const column = 22

const orders: Readonly<Record<Exercise['order'], string>> = {
  fresh: 'on a pending order of its own',
  'two-fresh': 'on two pending orders of its own',
  bystander: 'beside a pending order, which it must leave alone',
  race: 'while the order command makes an order (not played with ids)',
  none: 'judged by what the others show',
}

function needOf({ order, withoutDatabase }: Exercise, seesRows: boolean): string {
  if (seesRows || order === 'none') return orders[order]
  return withoutDatabase === 'answer' ? `${orders[order]}, for the answer alone` : 'not played without a database'
}

function resultOf({ exercise, needs }: { readonly exercise: Exercise; readonly needs: string }): CheckResult {
  return {
    id: `audit-${exercise.name}`,
    family: exercise.name === 'c2b-and-stk' ? 'c2b' : 'handler',
    title: exercise.title,
    status: 'skip',
    reason: `an audit that is played (--dry-run plays none): ${needs}`,
    skippedBecause: 'not-applicable',
    detail: null,
    durationMs: 0,
    findings: [],
  }
}
