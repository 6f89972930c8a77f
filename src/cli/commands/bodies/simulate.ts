import { settlesOrders } from '../../../callbacks/build-other.ts'
import { curlLine } from '../../../callbacks/curl-line.ts'
import type { Delivery } from '../../../callbacks/delivery.ts'
import type { RawBody } from '../../../callbacks/raw-callback.ts'
import { refuseProduction, simulate } from '../../../callbacks/simulate.ts'
import { usageError } from '../../../core/errors.ts'
import { hideLogins } from '../../../core/redact.ts'
import type { SimulatedKind } from '../../../daraja/callback-kind.ts'
import { wrapText } from '../../../reporters/wrap-text.ts'
import { routeTo } from '../../callback-route.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { describeWarning } from '../../describe-delivery.ts'
import { readingOrders } from '../../open-orders.ts'
import { formatOf } from '../../run-report.ts'
import { selectChecks } from '../../select-checks.ts'
import { changesOf } from '../../simulate-changes.ts'
import { chooseKind, chooseScenarios, planRounds, type Round } from '../../simulate-choice.ts'
import { listScenarios } from '../../simulate-list.ts'
import { readyOrders } from '../../simulate-orders.ts'
import { readRaw } from '../../simulate-raw.ts'
import { reportDeliveries } from '../../simulate-report.ts'
import { simulationUrl } from '../../simulate-url.ts'
import { wishesOf } from '../../simulate-wishes.ts'

export const runSimulate: CommandBody = async (invocation) => {
  if (optionValue(invocation, 'audit') === true) return (await import('../../audit.ts')).runAudit(invocation)
  const isLoad = loadOptions.some((name) => optionValue(invocation, name) !== undefined)
  if (optionValue(invocation, 'list') === true)
    return listScenarios(invocation, optionValue(invocation, 'kind') === undefined ? undefined : chooseKind(invocation))
  if (isLoad) return (await import('../../simulate-load.ts')).runLoad(invocation)
  const { settings, ports, signal, output } = invocation
  const raw = await readRaw(invocation)
  const kind =
    raw !== undefined && optionValue(invocation, 'kind') === undefined ? (raw.kind ?? 'stk') : chooseKind(invocation)
  const ids = idsOf(invocation, kind, raw)
  const scenarios = raw === undefined ? chooseScenarios(invocation, kind) : [raw.scenario]
  await requireKnownNames(invocation)
  const verify = optionValue<boolean>(invocation, 'verify') !== false
  const dryRun = optionValue(invocation, 'dryRun') === true
  const allowProduction = optionValue(invocation, 'allowProduction') === true
  const environment = settings.get('environment')?.value
  const target = { ...(environment === undefined ? {} : { environment }), allowProduction, dryRun }
  refuseProduction(target)
  const url = await simulationUrl(invocation, kind)
  const route = dryRun ? { limitMs: 0 } : await routeTo(url, invocation)
  const orders =
    settings.get('databaseUrl') === undefined || !readsOrders(kind)
      ? null
      : await readyOrders(invocation, verify && !dryRun && settlesOrders(kind))
  if (typeof orders === 'number') return orders
  try {
    const settleMs = optionValue<number>(invocation, 'settle')
    const rounds = planRounds(scenarios, ids)
    const isWatched = orders !== null && verify && !dryRun && settlesOrders(kind)
    if (isWatched) sayWhatIsVerified(invocation, rounds)
    const changes = { ...changesOf(invocation), ...(raw === undefined ? {} : { raw }) }
    const deliveries: Delivery[] = []
    const warned = new Set<string>()
    const unseen = new Set<string>()
    for (const round of rounds) {
      const result = await readingOrders(() =>
        simulate(
          {
            ...target,
            checkoutRequestIds: round.checkoutRequestIds,
            kind,
            scenario: round.scenario,
            changes,
            url,
            route,
            verify: verify && round.isFresh,
            wishes: wishesOf(invocation),
            times: optionValue<number>(invocation, 'times') ?? 1,
            parallel: optionValue(invocation, 'parallel') === true,
            ...(settleMs === undefined ? {} : { settleMs }),
          },
          { ...ports, signal, database: orders },
        ),
      )
      deliveries.push(...result.deliveries)
      if (!round.isFresh) continue
      for (const warning of result.warnings) {
        warned.add(describeWarning(warning))
        if (isWatched && warning.kind === 'no-order') unseen.add(warning.checkoutRequestId)
      }
    }
    for (const text of warned) warn(invocation, text)
    if (!dryRun) return await reportDeliveries(invocation, deliveries, orders?.tables ?? null, [...unseen])
    if (forPeople(invocation)) {
      // The user named the id and wants to paste the line, so it is not masked.
      for (const { request } of deliveries)
        output.document(
          `${request.body}\n\n${hideLogins(curlLine({ ...request, body: request.bytes ?? request.body }))}\n${deliveries.length > 1 ? '\n' : ''}`,
        )
      return 0
    }
    return await reportDeliveries(showingRequests(invocation, deliveries), deliveries, orders?.tables ?? null)
  } finally {
    await orders?.session.close()
  }
}

const loadOptions = ['count', 'concurrency', 'rate'] as const

/** The ids that the user names, or that of the body that he gives. */
function idsOf({ args }: Invocation, kind: SimulatedKind, raw: RawBody | undefined): readonly string[] {
  if (args.length > 0) return args
  if (raw !== undefined) return [raw.id ?? '']
  if (kind === 'stk')
    throw usageError('id-missing', 'Which payment? Name its CheckoutRequestID', {
      summary: 'in a terminal `mpesa-doctor status --show-secrets` lists the pending ones with their ids in full',
    })
  const account = settlesOrders(kind) || kind === 'c2b-validation'
  throw usageError('id-missing', `Which one? Name ${account ? 'the account number' : 'the id of the request'}`, {
    summary: account
      ? 'it is what the customer types as the account (`BillRefNumber`), usually the order number'
      : 'for results the ConversationID or OriginatorConversationID that the app stored, for others the id of its request',
  })
}

/** A validation takes amount and phone from the order, and changes nothing. */
function readsOrders(kind: SimulatedKind): boolean {
  return settlesOrders(kind) || kind === 'c2b-validation'
}

/** One pending order is settled by the first callback; whoever plays more on it must not take silence for a pass. */
function sayWhatIsVerified(invocation: Invocation, rounds: readonly Round[]): void {
  const stale = rounds.filter(({ isFresh }) => !isFresh)
  if (stale.length === 0) return
  const names = rounds.filter(({ isFresh }) => isFresh).map(({ scenario }) => `\`${scenario.name}\``)
  warn(
    invocation,
    `${rounds.length} scenarios, ${names.length === 1 ? 'one id' : `${names.length} ids`}: the database is watched for ${names.join(', ')} only. The other ${stale.length} come to an order that waits no more, so only their answers are judged; name more ids to watch more`,
  )
}

function warn({ output }: Invocation, text: string): void {
  const lines = wrapText(text, output.width - 2).join('\n  ')
  output.talk(`${output.talkPaint.yellow(output.glyphs.warn)} ${lines}\n`)
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
