import type { Graded } from '../callbacks/audit/audit.ts'
import { againLabel, reproduce } from '../callbacks/audit/reproduce.ts'
import { allAuditCodes } from '../checks/handler/audit-codes.ts'
import { handlerFix } from '../checks/handler/fixes/handler-fix.ts'
import { namesOf } from '../checks/handler/fixes/sql-names.ts'
import { replyOf } from '../checks/handler/reply-of.ts'
import { frameworkOf } from '../checks/replies/frameworks.ts'
import type { Finding, Fix } from '../core/finding.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import { stackInUse } from '../probes/stack-in-use.ts'
import type { Invocation } from './command.ts'
import { observeOnce } from './observe-once.ts'

/** The grades with what mends each fault in the framework of the app, and the lines that show it again. */
export async function addFixes(
  graded: readonly Graded[],
  invocation: Invocation,
  tables: OrderTables | null,
  orderCommand: string | undefined,
): Promise<readonly Graded[]> {
  const stack = await observeOnce(invocation, stackInUse)
  const replies = graded.flatMap(({ play }) => (play.kind === 'played' ? play.steps : [])).map(replyOf)
  const framework = frameworkOf(replies, stack.available ? stack.value : [])?.name
  const names = namesOf(tables, graded)
  const { clock, random } = invocation.ports
  return graded.map((one) => {
    const { play, grade } = one
    if (play.kind !== 'played' || grade.findings.length === 0) return one
    const lines = reproduce(play, {
      now: clock.now(),
      random: () => Number.parseInt(random.hex(8), 16) / 0x1_0000_0000,
      ...(orderCommand === undefined ? {} : { orderCommand }),
    })
    const add = (finding: Finding): Finding => {
      const known = finding.fix ?? handlerFix(finding.code, framework, names) ?? usualFix(finding.code)
      if (known === undefined) return finding
      const fix =
        known.command === undefined && lines.length > 0
          ? { ...known, command: [againLabel, ...lines].join('; ') }
          : known
      return { ...finding, fix }
    }
    return { ...one, grade: { ...grade, findings: grade.findings.map(add) } }
  })
}

function usualFix(code: string): Fix | undefined {
  const definition = Object.entries(allAuditCodes).find(([name]) => name === code)?.[1]
  return definition === undefined ? undefined : { summary: definition.fix }
}
