import { type Delivery, deliveryJson } from '../../../callbacks/delivery.ts'
import { refuseProduction, simulate } from '../../../callbacks/simulate.ts'
import { databaseExplanations } from '../../../checks/db/explanations.ts'
import { handlerCodes } from '../../../checks/handler/handler-codes.ts'
import { judgeAnswer } from '../../../checks/handler/judge-answer.ts'
import { judgeDelivery } from '../../../checks/handler/judge-delivery.ts'
import { replyExplanations } from '../../../checks/replies/explanations.ts'
import { replyCodes } from '../../../checks/replies/reply-codes.ts'
import { usageError } from '../../../core/errors.ts'
import type { Finding } from '../../../core/finding.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import { hideLogins } from '../../../core/redact.ts'
import type { CheckResult } from '../../../core/report.ts'
import { findScenario, type StkScenario, stkScenarios } from '../../../daraja/stk-scenarios.ts'
import { readEnvValues } from '../../../probes/env-values.ts'
import { wrapText } from '../../../reporters/wrap-text.ts'
import { callbackUrl, routeTo } from '../../callback-route.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { curlLine, describeDelivery, describeWarning } from '../../describe-delivery.ts'
import { nextAfter } from '../../next-step.ts'
import { type OpenOrders, openOrders, ordersPlan, readingOrders } from '../../open-orders.ts'
import { printReport, writeReports } from '../../render.ts'
import { definitionsOf, formatOf, makeReport } from '../../run-report.ts'
import { selectChecks } from '../../select-checks.ts'

/** Whoever refused the callback, the handler never got it. */
const refusals = ['tunnel/*', 'edge/*'].map((cause) => ({
  cause,
  explains: ['handler/ignores-success', 'handler/ignores-failure'],
}))
const explanations = [...replyExplanations, ...databaseExplanations, ...refusals]

export const runSimulate: CommandBody = async (invocation) => {
  if (optionValue(invocation, 'list') === true) return listScenarios(invocation)
  const { args, settings, ports, signal, output } = invocation
  if (args.length === 0)
    throw usageError('id-missing', 'Which payment? Name its CheckoutRequestID', {
      summary: 'in a terminal `mpesa-doctor status --show-secrets` lists the pending ones with their ids in full',
    })
  const scenario = chooseScenario(optionValue<string>(invocation, 'scenario') ?? 'success')
  await requireKnownNames(invocation)
  const verify = optionValue<boolean>(invocation, 'verify') !== false
  const dryRun = optionValue(invocation, 'dryRun') === true
  const allowProduction = optionValue(invocation, 'allowProduction') === true
  const environment = settings.get('environment')?.value
  const target = { ...(environment === undefined ? {} : { environment }), allowProduction, dryRun }
  refuseProduction(target)
  const url = await callbackUrl(invocation)
  const route = dryRun ? { limitMs: 0 } : await routeTo(url, invocation)
  const orders = settings.get('databaseUrl') === undefined ? null : await readyOrders(invocation, verify && !dryRun)
  if (typeof orders === 'number') return orders
  try {
    const settleMs = optionValue<number>(invocation, 'settle')
    const result = await readingOrders(() =>
      simulate(
        {
          ...target,
          checkoutRequestIds: args,
          scenario,
          url,
          route,
          verify,
          wishes: wishesOf(invocation),
          times: optionValue<number>(invocation, 'times') ?? 1,
          parallel: optionValue(invocation, 'parallel') === true,
          ...(settleMs === undefined ? {} : { settleMs }),
        },
        { http: ports.http, clock: ports.clock, random: ports.random, signal, database: orders },
      ),
    )
    for (const warning of result.warnings) {
      const lines = wrapText(describeWarning(warning), output.width - 2).join('\n  ')
      output.talk(`${output.talkPaint.yellow(output.glyphs.warn)} ${lines}\n`)
    }
    if (!dryRun) return await report(invocation, result.deliveries, orders)
    if (forPeople(invocation)) {
      // The user named the id and wants to paste the line, so it is not masked.
      for (const { request } of result.deliveries)
        output.document(`${request.body}\n\n${hideLogins(curlLine(request))}\n`)
      return 0
    }
    return await report(showingRequests(invocation, result.deliveries), result.deliveries, orders)
  } finally {
    await orders?.session.close()
  }
}

/** An unknown name is a slip that must show before something is sent; the names themselves select nothing here. */
async function requireKnownNames({ globals }: Invocation): Promise<void> {
  const names = [...(globals.only ?? []), ...(globals.skip ?? [])].flat()
  if (names.length === 0) return
  const { checks } = await import('../../../checks/index.ts')
  selectChecks([], checks, [], names)
}

function forPeople(invocation: Invocation): boolean {
  const format = formatOf(invocation)
  return format === 'pretty' || format === 'short'
}

/** A dry run is there to be sent by other means: what it holds is shown as it would be sent. */
function showingRequests(invocation: Invocation, deliveries: readonly Delivery[]): Invocation {
  const { redactor } = invocation
  const shown = new Set(deliveries.flatMap(({ request, checkoutRequestId }) => [request.body, checkoutRequestId]))
  return { ...invocation, redactor: { ...redactor, text: (text) => (shown.has(text) ? text : redactor.text(text)) } }
}

function listScenarios({ output, ...invocation }: Invocation): number {
  if (formatOf(invocation) === 'json') output.document(`${JSON.stringify(stkScenarios, null, 2)}\n`)
  else
    for (const { name, resultCode, resultDesc } of stkScenarios) {
      const [first = '', ...rest] = wrapText(resultDesc, output.width - 32)
      output.data(`${output.paint.bold(name.padEnd(20))} ${String(resultCode).padEnd(10)} ${first}\n`)
      for (const line of rest) output.data(`${' '.repeat(32)}${line}\n`)
    }
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

/** Null if there is no use for a database, a number if it was asked for and failed: then nothing was sent. */
async function readyOrders(invocation: Invocation, needed: boolean): Promise<OpenOrders | null | number> {
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

function wishesOf(invocation: Invocation) {
  const amount = optionValue<string>(invocation, 'amount')
  const phone = optionValue<string>(invocation, 'phone')
  const receipt = optionValue<string>(invocation, 'receipt')
  const name = invocation.settings.get('variables')?.value.MPESA_SHORTCODE ?? 'MPESA_SHORTCODE'
  const shortcode = readEnvValues(invocation.project).get(name)?.value.trim()
  return {
    // Callbacks were seen to carry it as a header; only what can be one may stand there.
    ...(shortcode !== undefined && /^\d{5,7}$/.test(shortcode) ? { shortcode } : {}),
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
  const { only: _only, skip: _skip, ...globals } = invocation.globals
  const finished = await makeReport(
    { ...invocation, globals },
    {
      checks: [],
      definitions,
      allChecks: async () => [],
      explanations,
      isSubject: () => true,
      nothingChecked: { title: 'Nothing was sent', explanation: 'This was a dry run.' },
      healthy: { title: 'The app took the callback', explanation: '' },
      next: nextAfter(
        '`mpesa-doctor simulate`',
        orders === null
          ? 'configure a database (`DATABASE_URL`) to see what the app did with it'
          : '`mpesa-doctor` looks at everything else',
      ),
      ownResults: [resultOf(findings, deliveries)],
      extra: { deliveries: deliveries.map(deliveryJson) },
    },
  )
  if (formatOf(invocation) === 'pretty') {
    for (const delivery of deliveries) invocation.output.data(`${describeDelivery(delivery, invocation.output)}\n`)
  }
  if (formatOf(invocation) !== 'pretty' || findings.length > 0) await printReport(finished, invocation, definitions)
  await writeReports(finished, invocation, definitions)
  return finished.exitCode
}

function resultOf(findings: readonly Finding[], deliveries: readonly Delivery[]): CheckResult {
  const failed = findings.some(({ severity }) => severity === 'error')
  const sent = deliveries.some(({ outcome }) => outcome !== null)
  return {
    id: 'simulated-callback',
    family: 'handler',
    title: 'The app takes the callback and does what it says',
    status: !sent ? 'skip' : failed ? 'fail' : findings.length > 0 ? 'warn' : 'pass',
    reason: sent ? null : 'a callback that is sent (--dry-run sends none)',
    skippedBecause: sent ? null : 'not-applicable',
    detail: null,
    durationMs: deliveries.reduce(
      (sum, { outcome }) =>
        sum + (outcome === null ? 0 : outcome.kind === 'answered' ? outcome.response.durationMs : outcome.durationMs),
      0,
    ),
    findings,
  }
}
