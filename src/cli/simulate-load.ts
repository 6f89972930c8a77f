import { type BuiltCallback, buildCallback, testPhone } from '../callbacks/build-delivery.ts'
import { buildOtherCallback } from '../callbacks/build-other.ts'
import { changeRequest } from '../callbacks/change-request.ts'
import { type LoadSummary, loadJson } from '../callbacks/load/load-json.ts'
import { createBodyWriter, createUniqueIds } from '../callbacks/load/unique-bodies.ts'
import { buildRaw, type RawBody } from '../callbacks/raw-callback.ts'
import { refuseProduction } from '../callbacks/simulate.ts'
import { judgeLoad } from '../checks/handler/judge-load.ts'
import { usageError } from '../core/errors.ts'
import type { CheckResult } from '../core/report.ts'
import type { SimulatedKind } from '../daraja/callback-kind.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import type { StkScenario } from '../daraja/stk-scenarios.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import { routeTo } from './callback-route.ts'
import { type Invocation, optionValue } from './command.ts'
import { describeLoad } from './describe-load.ts'
import { EndedEarly } from './ended-early.ts'
import { exitCodes } from './exit-codes.ts'
import { nextAfter } from './next-step.ts'
import { printReport, writeReports } from './render.ts'
import { formatOf, makeReport } from './run-report.ts'
import { changesOf } from './simulate-changes.ts'
import { chooseKind, chooseScenarios } from './simulate-choice.ts'
import { readRaw } from './simulate-raw.ts'
import { simulateCodes, simulatePlan } from './simulate-report.ts'
import { simulationUrl } from './simulate-url.ts'
import { wishesOf } from './simulate-wishes.ts'

const ofOnePayment = ['times', 'parallel', 'settle', 'dryRun', 'receipt'] as const
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0)$/i

/** Sends many callbacks for payments that nobody made, and says how the app answered; nothing of an order is looked at. */
export async function runLoad(invocation: Invocation): Promise<number> {
  const { settings, signal, deps } = invocation
  const count = countOf(invocation)
  const environment = settings.get('environment')?.value
  refuseProduction({
    ...(environment === undefined ? {} : { environment }),
    allowProduction: optionValue(invocation, 'allowProduction') === true,
  })
  const raw = await readRaw(invocation)
  const kind = raw?.kind ?? chooseKind(invocation)
  const [scenario, another] = raw === undefined ? chooseScenarios(invocation, kind) : [raw.scenario]
  if (scenario === undefined || another !== undefined)
    throw usageError('load-all', '--count sends one scenario over and over', { summary: 'name it: --scenario success' })
  const url = await simulationUrl(invocation, kind)
  const route = await routeTo(url, invocation)
  refuseRemote(invocation, route.connectTo?.address ?? new URL(url).hostname)
  const { callback, nextBody } = await prepare(invocation, kind, scenario, url, raw)
  const rate = optionValue<number>(invocation, 'rate') ?? null
  const concurrency = optionValue<number>(invocation, 'concurrency') ?? (rate === null ? 10 : 100)
  const progress = showProgress(invocation, count)
  const load = await deps.load()
  const figures = await load.run({
    url,
    headers: callback.request.headers,
    nextBody,
    count,
    concurrency,
    rate,
    ...route,
    signal,
    onProgress: progress.show,
  })
  progress.clear()
  const isComplete = figures.sent === count && !signal.aborted
  return report(invocation, callback, {
    kind,
    scenario: scenario.name,
    url,
    count,
    concurrency,
    rate,
    isComplete,
    figures,
  })
}

function countOf(invocation: Invocation): number {
  const count = optionValue<number>(invocation, 'count')
  if (count === undefined)
    throw usageError('count-missing', 'How many? --rate and --concurrency say only how fast', {
      summary: 'add --count, e.g. --count 1000',
    })
  if (invocation.args.length > 0)
    throw usageError('load-with-id', '--count makes up its own ids, so that no order is paid by it', {
      summary: 'leave the id out; --times sends the callback of one payment several times',
    })
  const other = ofOnePayment.find((name) => optionValue(invocation, name) !== undefined)
  if (other !== undefined)
    throw usageError('load-with-option', `--${other === 'dryRun' ? 'dry-run' : other} is for one payment`, {
      summary: 'leave out that or --count',
    })
  return count
}

function refuseRemote(invocation: Invocation, host: string): void {
  if (loopback.test(host) || optionValue(invocation, 'allowRemote') === true) return
  throw usageError('load-remote', `${host} is another machine, which others may use or pay for`, {
    summary: 'send load to the app on this machine, or give --allow-remote if that machine is yours',
  })
}

/** One callback as always, and how to write it again with ids of its own. */
async function prepare(
  invocation: Invocation,
  kind: SimulatedKind,
  scenario: Scenario,
  url: string,
  raw: RawBody | undefined,
): Promise<{ readonly callback: BuiltCallback; readonly nextBody: () => string }> {
  const { ports, output } = invocation
  const random = (): number => Number.parseInt(ports.random.hex(8), 16) / 0x1_0000_0000
  const now = ports.clock.now()
  const next = createUniqueIds(now, random, testPhone.slice(3))
  const ids = next()
  const { checkoutRequestId } = ids
  const wishes = { ...wishesOf(invocation), receipt: ids.receipt }
  const order = { merchantRequestId: ids.merchantRequestId, amount: null, phone: null }
  const plan = { checkoutRequestId, url, order, wishes, now, random }
  const changes = changesOf(invocation)
  if (raw !== undefined) {
    const { callback } = await changeRequest(buildRaw(raw, kind, plan), { ...changes, raw })
    if (callback.request.bytes !== undefined)
      throw usageError('load-binary', 'A body that is no text cannot be sent as load')
    note(output, 'Every request has the same body, so an app that guards against repetitions does less than usual.')
    return { callback, nextBody: () => raw.text }
  }
  const built =
    kind === 'stk'
      ? buildCallback({ ...plan, scenario: scenario as StkScenario })
      : buildOtherCallback({ ...plan, kind, scenario, sha256: (text) => ports.digest.sha256(text) })
  const { callback } = await changeRequest(built, changes)
  note(
    output,
    'Each has ids of its own, dated in years to come: no order has them, so what is measured is a callback that finds nothing.',
  )
  return { callback, nextBody: createBodyWriter(callback.request.body, ids, next) }
}

function note(output: Invocation['output'], text: string): void {
  if (!output.quiet) output.talk(`${wrapText(text, output.width).join('\n')}\n`)
}

/** A line on stderr that is written anew; in a terminal only. */
function showProgress({ output }: Invocation, count: number) {
  if (!output.stderrIsTerminal || output.quiet) return { show: () => undefined, clear: () => undefined }
  return {
    show(done: number, elapsedMs: number): void {
      const rate = elapsedMs > 0 ? Math.round((done / elapsedMs) * 1_000) : 0
      output.talk(`\r\u001b[K${done} of ${count} answered, ${rate} a second`)
    },
    clear: (): void => output.talk('\r\u001b[K'),
  }
}

async function report(invocation: Invocation, callback: BuiltCallback, summary: LoadSummary): Promise<number> {
  const { only: _only, skip: _skip, ...globals } = invocation.globals
  const { signal, output } = invocation
  const findings = judgeLoad(callback, summary.figures)
  const hasError = findings.some(({ severity }) => severity === 'error')
  const result: CheckResult = {
    id: 'simulated-load',
    family: 'handler',
    title: 'The app answers callbacks under load',
    status: hasError ? 'fail' : findings.length > 0 ? 'warn' : 'pass',
    reason: null,
    skippedBecause: null,
    detail: null,
    durationMs: Math.round(summary.figures.durationMs),
    findings,
  }
  // What was measured until the end is worth as much as if it had been all that was wanted.
  const finished = await makeReport(
    { ...invocation, globals, signal: new AbortController().signal },
    {
      ...simulatePlan,
      healthy: { title: 'The app answered every callback', explanation: '' },
      next: nextAfter('`mpesa-doctor simulate`', '`--rate` sends by the clock, as customers do'),
      ownResults: [result],
      extra: { load: loadJson(summary) },
    },
  )
  const early = signal.aborted && signal.reason instanceof EndedEarly ? exitCodes[signal.reason.how].code : undefined
  const durationMs = Math.round(finished.durationMs + summary.figures.durationMs)
  const ended = { ...finished, durationMs, exitCode: early ?? finished.exitCode }
  if (formatOf(invocation) === 'pretty') output.data(`${describeLoad(summary, output)}\n`)
  if (formatOf(invocation) !== 'pretty' || findings.length > 0) await printReport(ended, invocation, simulateCodes)
  await writeReports(ended, invocation, simulateCodes)
  return ended.exitCode
}
