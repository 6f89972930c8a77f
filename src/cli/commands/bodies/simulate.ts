import { type Delivery, deliveryJson } from '../../../callbacks/delivery.ts'
import { type SimulationWarning, simulate } from '../../../callbacks/simulate.ts'
import { handlerCodes } from '../../../checks/handler/handler-codes.ts'
import { judgeAnswer } from '../../../checks/handler/judge-answer.ts'
import { judgeDelivery } from '../../../checks/handler/judge-delivery.ts'
import { replyExplanations } from '../../../checks/replies/explanations.ts'
import { replyCodes } from '../../../checks/replies/reply-codes.ts'
import { usageError } from '../../../core/errors.ts'
import type { Finding } from '../../../core/finding.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import type { CheckResult } from '../../../core/report.ts'
import { findScenario, type StkScenario, stkScenarios } from '../../../daraja/stk-scenarios.ts'
import { appTarget } from '../../../probes/app-target.ts'
import { findConnectTo } from '../../../probes/connect-to.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { curlLine, describeDelivery } from '../../describe-delivery.ts'
import { formatAmount } from '../../describe-order.ts'
import { nextAfter } from '../../next-step.ts'
import { observeOnce } from '../../observe-once.ts'
import { type OpenOrders, openOrders, ordersPlan } from '../../open-orders.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, formatOf, makeReport } from '../../run-report.ts'

export const runSimulate: CommandBody = async (invocation) => {
  if (optionValue(invocation, 'list') === true) return listScenarios(invocation)
  const { args, settings, ports, signal, output } = invocation
  if (args.length === 0)
    throw usageError('id-missing', 'Which payment? Name its CheckoutRequestID', {
      summary: 'it stands beside the order: `mpesa-doctor status` lists the pending ones',
    })
  const scenario = chooseScenario(optionValue<string>(invocation, 'scenario') ?? 'success')
  const url = await targetUrl(invocation)
  const verify = optionValue<boolean>(invocation, 'verify') !== false
  const dryRun = optionValue(invocation, 'dryRun') === true
  const orders = settings.get('databaseUrl') === undefined ? null : await readyOrders(invocation, verify && !dryRun)
  if (typeof orders === 'number') return orders
  try {
    const environment = settings.get('environment')?.value
    const result = await simulate(
      {
        checkoutRequestIds: args,
        scenario,
        url,
        route: routeTo(url, invocation),
        verify,
        dryRun,
        ...(environment === undefined ? {} : { environment }),
        allowProduction: optionValue(invocation, 'allowProduction') === true,
        wishes: wishesOf(invocation),
        times: optionValue<number>(invocation, 'times') ?? 1,
        parallel: optionValue(invocation, 'parallel') === true,
        ...(optionValue<number>(invocation, 'settle') === undefined
          ? {}
          : { settleMs: optionValue<number>(invocation, 'settle') as number }),
      },
      { http: ports.http, clock: ports.clock, random: ports.random, signal, database: orders },
    )
    for (const warning of result.warnings)
      output.talk(`${output.talkPaint.yellow(output.glyphs.warn)} ${describeWarning(warning)}\n`)
    if (dryRun && formatOf(invocation) === 'pretty') {
      // The user named the id and wants to paste the line, so it is not masked.
      for (const { request } of result.deliveries) output.document(`${request.body}\n\n${curlLine(request)}\n`)
      return 0
    }
    return await report(invocation, result.deliveries, orders)
  } finally {
    await orders?.session.close()
  }
}

function listScenarios({ output, ...invocation }: Invocation): number {
  if (formatOf(invocation) === 'json') output.document(`${JSON.stringify(stkScenarios, null, 2)}\n`)
  else
    for (const { name, resultCode, resultDesc } of stkScenarios)
      output.data(`${output.paint.bold(name.padEnd(20))} ${String(resultCode).padEnd(10)} ${resultDesc}\n`)
  return 0
}

function chooseScenario(name: string): StkScenario {
  const scenario = findScenario(name)
  if (scenario !== undefined) return scenario
  const near = nearestName(
    name,
    stkScenarios.flatMap((row) => [row.name, ...row.aliases]),
  )
  throw usageError('unknown-scenario', `There is no scenario \`${name}\``, {
    summary: near === undefined ? '`mpesa-doctor simulate --list` shows them all' : `did you mean \`${near}\`?`,
  })
}

/** The callback route of the app on this machine, unless another URL was named. */
async function targetUrl(invocation: Invocation): Promise<string> {
  const named = optionValue<string>(invocation, 'url')
  if (named !== undefined) return named
  const target = await observeOnce(invocation, appTarget)
  if (target.available) return target.value.url.href
  throw usageError('app-missing', 'Where does the app listen?', {
    summary: 'name it: --app-url http://127.0.0.1:5000, or set PORT in the env file; --url sends to any other URL',
  })
}

/** Null if there is no use for a database, a number if it was asked for and failed: then nothing was sent. */
async function readyOrders(invocation: Invocation, needed: boolean): Promise<OpenOrders | null | number> {
  const plan = ordersPlan(invocation, '`mpesa-doctor simulate`')
  const checked = await makeReport(invocation, plan)
  if (checked.exitCode === 0) return openOrders(invocation)
  if (!needed) return null
  invocation.output.talk(
    'Nothing was sent: what the callback does could not be seen in the database. --no-verify sends it all the same.\n',
  )
  await printReport(checked, invocation, definitionsOf(plan.checks))
  return checked.exitCode
}

function routeTo(
  url: string,
  { settings }: Invocation,
): { limitMs: number; connectTo?: { address: string; port: number }; extraTrust?: string } {
  const { hostname, port, protocol } = new URL(url)
  const rule = findConnectTo(
    settings.get('connectTo')?.value ?? [],
    hostname,
    port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  )
  const trust = settings.get('cacert')?.value.pem
  return {
    limitMs: settings.get('budget')?.value ?? 8_000,
    ...(rule === undefined ? {} : { connectTo: { address: rule.host, port: rule.port } }),
    ...(trust === undefined ? {} : { extraTrust: trust }),
  }
}

function wishesOf(invocation: Invocation) {
  const amount = optionValue<string>(invocation, 'amount')
  const phone = optionValue<string>(invocation, 'phone')
  const receipt = optionValue<string>(invocation, 'receipt')
  return {
    ...(amount === undefined ? {} : { amount }),
    ...(phone === undefined ? {} : { phone }),
    ...(receipt === undefined ? {} : { receipt }),
  }
}

async function report(
  invocation: Invocation,
  deliveries: readonly Delivery[],
  orders: OpenOrders | null,
): Promise<number> {
  const findings: readonly Finding[] = deliveries.flatMap((delivery) => [
    ...judgeAnswer(delivery),
    ...judgeDelivery(delivery, orders?.tables ?? null),
  ])
  const definitions = { ...replyCodes, ...handlerCodes }
  const finished = await makeReport(invocation, {
    checks: [],
    definitions,
    allChecks: async () => [],
    explanations: replyExplanations,
    isSubject: () => true,
    healthy: { title: 'The app took the callback', explanation: '' },
    next: nextAfter(
      '`mpesa-doctor simulate`',
      orders === null
        ? 'configure a database (`DATABASE_URL`) to see what the app did with it'
        : '`mpesa-doctor` looks at everything else',
    ),
    ownResults: [resultOf(findings, deliveries)],
    extra: { deliveries: deliveries.map(deliveryJson) },
  })
  if (formatOf(invocation) === 'pretty') {
    for (const delivery of deliveries) invocation.output.data(`${describeDelivery(delivery, invocation.output)}\n`)
    if (findings.length === 0) return finished.exitCode
  }
  await printReport(finished, invocation, definitions)
  await writeReports(finished, invocation, definitions)
  return finished.exitCode
}

function resultOf(findings: readonly Finding[], deliveries: readonly Delivery[]): CheckResult {
  const failed = findings.some(({ severity }) => severity === 'error')
  return {
    id: 'simulated-callback',
    family: 'handler',
    title: 'The app takes the callback and does what it says',
    status: failed ? 'fail' : findings.length > 0 ? 'warn' : 'pass',
    reason: null,
    skippedBecause: null,
    detail: null,
    durationMs: deliveries.reduce(
      (sum, { outcome }) =>
        sum + (outcome === null ? 0 : outcome.kind === 'answered' ? outcome.response.durationMs : outcome.durationMs),
      0,
    ),
    findings,
  }
}

function describeWarning(warning: SimulationWarning): string {
  const { checkoutRequestId } = warning
  switch (warning.kind) {
    case 'odd-id':
      return `${checkoutRequestId} does not look like a CheckoutRequestID (\`ws_CO_…\`); sent all the same`
    case 'no-order':
      return `no order in the database has ${checkoutRequestId}; amount and phone are invented`
    case 'several-orders':
      return `${warning.ids.length} orders have ${checkoutRequestId}; the first one is watched`
    case 'not-pending':
      return `order ${warning.order.orderNumber ?? warning.order.id} (${formatAmount(warning.order.amount)}) is already ${warning.order.state}; a handler should leave it alone`
  }
}
