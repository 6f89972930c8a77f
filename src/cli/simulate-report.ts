import { type Delivery, deliveryJson } from '../callbacks/delivery.ts'
import { c2bCodes } from '../checks/c2b/c2b-codes.ts'
import { judgeValidation } from '../checks/c2b/judge-validation.ts'
import { databaseExplanations } from '../checks/db/explanations.ts'
import { handlerCodes } from '../checks/handler/handler-codes.ts'
import { judgeAnswer } from '../checks/handler/judge-answer.ts'
import { judgeDelivery } from '../checks/handler/judge-delivery.ts'
import { replyExplanations } from '../checks/replies/explanations.ts'
import { replyCodes } from '../checks/replies/reply-codes.ts'
import type { Finding } from '../core/finding.ts'
import type { CheckResult } from '../core/report.ts'
import type { OrderTables } from '../orders/order-tables.ts'
import type { Invocation } from './command.ts'
import { describeBriefly, describeDelivery } from './describe-delivery.ts'
import { nextAfter } from './next-step.ts'
import { printReport, writeReports } from './render.ts'
import { formatOf, makeReport, type ReportPlan } from './run-report.ts'

const ignored: ReadonlySet<string> = new Set(['handler/ignores-success', 'handler/ignores-failure'])

/** Whoever refused the callback, the handler never got it. */
const refusals = ['tunnel/*', 'edge/*'].map((cause) => ({ cause, explains: [...ignored] }))

/** Every code that a simulated callback can lead to. */
export const simulateCodes = { ...replyCodes, ...handlerCodes, ...c2bCodes }

/** What both reports of `simulate` have in common. */
export const simulatePlan = {
  checks: [],
  definitions: simulateCodes,
  allChecks: async () => [],
  explanations: [...replyExplanations, ...databaseExplanations, ...refusals],
  isSubject: () => true,
  nothingChecked: { title: 'Nothing was sent', explanation: 'This was a dry run.' },
  healthy: { title: 'The app took the callback', explanation: '' },
} satisfies Partial<ReportPlan>

/**
 * Prints what became of the callbacks, in the format asked for; resolves to the exit code. `unseen`: ids whose orders were
 * to be looked at and are not in the database.
 */
export async function reportDeliveries(
  invocation: Invocation,
  deliveries: readonly Delivery[],
  tables: OrderTables | null,
  unseen: readonly string[] = [],
): Promise<number> {
  const { output } = invocation
  const findings = deliveries.flatMap((delivery) => judge(delivery, tables))
  const { only: _only, skip: _skip, ...globals } = invocation.globals
  const finished = await makeReport(
    { ...invocation, globals },
    {
      ...simulatePlan,
      ...(unseen.length > 0 ? { nothingChecked: effectUnseen } : {}),
      next: nextAfter(
        '`mpesa-doctor simulate`',
        tables === null
          ? 'configure a database (`DATABASE_URL`) to see what the app did with it'
          : '`mpesa-doctor` looks at everything else',
      ),
      ownResults: [resultOf(findings, deliveries, unseen)],
      extra: { deliveries: deliveries.map(deliveryJson) },
    },
  )
  if (formatOf(invocation) === 'pretty') {
    const names = new Set(deliveries.map(({ scenario }) => scenario.name))
    for (const delivery of deliveries) {
      const isBrief = names.size > 1 && delivery.effect === null
      output.data(isBrief ? describeBriefly(delivery, output) : `${describeDelivery(delivery, output)}\n`)
    }
  }
  if (formatOf(invocation) !== 'pretty' || findings.length + unseen.length > 0)
    await printReport(finished, invocation, simulateCodes)
  await writeReports(finished, invocation, simulateCodes)
  return finished.exitCode
}

function judge(delivery: Delivery, tables: OrderTables | null): readonly Finding[] {
  const { kind } = delivery
  if (kind === 'c2b-validation') return [...judgeValidation(delivery), ...judgeDelivery(delivery, null)]
  const answer = judgeAnswer(delivery)
  // Only STK callbacks and validations have a documented answer; of the others every 2xx is taken.
  const findings = kind === 'stk' ? answer : answer.filter(({ code }) => code !== 'app/negative-ack')
  return [
    ...findings,
    ...judgeDelivery(delivery, tables).filter(({ code }) => !isRefused(delivery, findings) || !ignored.has(code)),
  ]
}

/** Whoever refused the callback, the handler never took it. */
function isRefused({ outcome }: Delivery, answer: readonly Finding[]): boolean {
  const status = outcome?.kind === 'answered' ? outcome.response.status : 0
  return (status < 200 || status > 299) && answer.some(({ severity }) => severity === 'error')
}

const effectUnseen = {
  title: 'What the app did with the callback could not be seen',
  explanation: 'It was sent and answered, but no order in the database has this id.',
}

function resultOf(
  findings: readonly Finding[],
  deliveries: readonly Delivery[],
  unseen: readonly string[],
): CheckResult {
  const failed = findings.some(({ severity }) => severity === 'error')
  const sent = deliveries.some(({ outcome }) => outcome !== null)
  const isOpen = sent && !failed && unseen.length > 0
  return {
    id: 'simulated-callback',
    family: 'handler',
    title: 'The app takes the callback and does what it says',
    status: !sent || isOpen ? 'skip' : failed ? 'fail' : findings.length > 0 ? 'warn' : 'pass',
    reason: isOpen
      ? `an order in the database that has ${unseen.map((id) => `\`${id}\``).join(', ')} (--no-verify sends without looking)`
      : sent
        ? null
        : 'a callback that is sent (--dry-run sends none)',
    skippedBecause: isOpen ? 'unsupported' : sent ? null : 'not-applicable',
    detail: null,
    durationMs: deliveries.reduce(
      (sum, { outcome }) =>
        sum + (outcome === null ? 0 : outcome.kind === 'answered' ? outcome.response.durationMs : outcome.durationMs),
      0,
    ),
    findings,
  }
}
