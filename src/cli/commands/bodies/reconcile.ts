import { darajaExplanations } from '../../../checks/daraja/explanations.ts'
import { judgeReconciled, type Reconciled } from '../../../checks/payment/payments-reconciled.ts'
import { nameTold } from '../../../checks/payment/sides-agree.ts'
import { listPendingOrders } from '../../../orders/list-orders.ts'
import { orderJson } from '../../../orders/order.ts'
import { refuseWithoutKeys } from '../../ask-daraja.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { orderLine } from '../../describe-order.ts'
import { nextAfter } from '../../next-step.ts'
import { openOrders, ordersPlan, readingOrders } from '../../open-orders.ts'
import { reconcileOrders } from '../../reconcile-orders.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, formatOf, makeReport } from '../../run-report.ts'

const usualAgeMs = 120_000
const usualLimit = 50

export const runReconcile: CommandBody = async (invocation) => {
  const plan = ordersPlan(invocation, '`mpesa-doctor reconcile`')
  await refuseWithoutKeys(invocation)
  const opened = await makeReport(invocation, plan)
  if (opened.exitCode !== 0) {
    await printReport(opened, invocation, definitionsOf(plan.checks))
    await writeReports(opened, invocation, definitionsOf(plan.checks))
    return opened.exitCode
  }
  const isForPeople = formatOf(invocation) === 'pretty' || formatOf(invocation) === 'short'
  const asked: Reconciled[] = []
  const stopped = await eachPending(invocation, (one) => {
    asked.push(one)
    if (isForPeople) tell(invocation, one)
  })
  const check = judgeReconciled(asked, stopped)
  const report = await makeReport(invocation, {
    checks: [check],
    allChecks: async () => (await import('../../../checks/documented.ts')).documented,
    explanations: darajaExplanations,
    isSubject: () => true,
    healthy: {
      title:
        asked.length === 0 ? 'No order waits for longer than it should' : 'Nothing was paid or has failed unnoticed',
      explanation: '',
    },
    next: nextAfter('`mpesa-doctor reconcile`', 'look at one of them with `mpesa-doctor diagnose <order>`'),
    extra: {
      reconciled: asked.map(({ order, told, comparison }) => ({
        ...orderJson(order),
        daraja: told.kind,
        resultCode: told.kind === 'unknown-id' ? null : told.resultCode,
        code: comparison?.code ?? null,
      })),
    },
  })
  const definitions = definitionsOf([check])
  if (!isForPeople || invocation.output.verbose || stopped !== null) await printReport(report, invocation, definitions)
  else {
    const differing = check.findingsOf(asked).length
    invocation.output.data(
      `${asked.length} pending order${asked.length === 1 ? '' : 's'} asked after${asked.length === 0 ? '' : `, ${differing} of them ended at Daraja or are unknown there`}.\n`,
    )
    if (differing > 0)
      invocation.output.talk('Next: `mpesa-doctor diagnose <order>` says where its callback was lost.\n')
  }
  await writeReports(report, invocation, definitions)
  return report.exitCode
}

async function eachPending(
  invocation: Invocation,
  onAsked: (one: Reconciled) => void,
): Promise<Awaited<ReturnType<typeof reconcileOrders>>> {
  const open = await openOrders(invocation)
  try {
    const now = invocation.ports.clock.now()
    const olderMs = optionValue<number>(invocation, 'older') ?? usualAgeMs
    const limit = optionValue<number>(invocation, 'limit') ?? usualLimit
    const { orders } = await readingOrders(() => listPendingOrders(open.session, open.tables, { limit, now }))
    const due = orders.filter(({ createdAt }) => createdAt === null || now.getTime() - Date.parse(createdAt) >= olderMs)
    return await reconcileOrders(invocation, due, onAsked)
  } finally {
    await open.session.close()
  }
}

function tell({ output, ports }: Invocation, { order, told, comparison }: Reconciled): void {
  const isBad = comparison !== null && comparison.code !== 'payment/in-progress'
  const words = `Daraja: ${nameTold(told)}`
  output.data(
    `${orderLine(order, ports.clock.now(), output)}  ${isBad ? output.paint.red(words) : output.paint.dim(words)}\n`,
  )
}
