import type { Graded } from '../callbacks/audit/audit.ts'
import { audit } from '../callbacks/audit/audit.ts'
import { exercises } from '../callbacks/audit/exercises.ts'
import { againLabel } from '../callbacks/audit/reproduce.ts'
import { findSideTables } from '../callbacks/audit/side-tables.ts'
import type { AuditPorts, AuditTarget } from '../callbacks/audit/stage.ts'
import { refuseProduction } from '../callbacks/simulate.ts'
import { allAuditCodes } from '../checks/handler/audit-codes.ts'
import { judgeExercise } from '../checks/handler/judge-exercise.ts'
import { regrade } from '../checks/handler/regrade.ts'
import { KnownError } from '../core/errors.ts'
import type { Verdict } from '../core/report.ts'
import { describeTable } from '../orders/catalog.ts'
import { readCatalog } from '../orders/read-catalog.ts'
import { listExercises } from './audit-dry-run.ts'
import { addFixes } from './audit-fixes.ts'
import { refuseOtherRuns } from './audit-options.ts'
import { openAuditOrders, refuseUnclearOrders } from './audit-orders.ts'
import { auditJson, describeScore, resultOf, scoreOf } from './audit-report.ts'
import { callbackUrl, routeTo } from './callback-route.ts'
import { type Invocation, optionValue } from './command.ts'
import { type OpenOrders, readingOrders } from './open-orders.ts'
import { printReport, writeReports } from './render.ts'
import { formatOf, makeReport } from './run-report.ts'
import { readyOrders } from './simulate-orders.ts'
import { simulateCodes, simulatePlan } from './simulate-report.ts'
import { simulationUrl } from './simulate-url.ts'
import { wishesOf } from './simulate-wishes.ts'

const usualSettleMs = 5_000
const definitions = { ...simulateCodes, ...allAuditCodes }

/** `simulate --audit`: plays everything that happens to callbacks in production, and grades the handler. */
export async function runAudit(invocation: Invocation): Promise<number> {
  const { settings, ports, signal } = invocation
  refuseOtherRuns(invocation)
  const command = optionValue<string>(invocation, 'orderCommand')
  const isDry = optionValue(invocation, 'dryRun') === true
  if (!isDry) refuseUnclearOrders(invocation)
  if (isDry) return listExercises(invocation)
  const environment = settings.get('environment')?.value
  const allowProduction = optionValue(invocation, 'allowProduction') === true
  refuseProduction({ ...(environment === undefined ? {} : { environment }), allowProduction, dryRun: false })
  const target = await targetOf(invocation)
  const verify = optionValue<boolean>(invocation, 'verify') !== false
  const open = !verify || settings.get('databaseUrl') === undefined ? null : await readyOrders(invocation, true)
  if (typeof open === 'number') return open
  const orders = await openAuditOrders(invocation, new URL(target.url).origin)
  try {
    const asksDaraja = await findQuery(invocation)
    const played = await auditPorts(ports, signal, open)
    const facts = {
      tables: open?.tables ?? null,
      unwatched: (played.database?.sideTables.unwatched ?? []).map(describeTable),
      ...(asksDaraja === undefined ? {} : { asksDaraja }),
    }
    const progress = showProgress(invocation)
    const graded = await readingOrders(async () =>
      audit(
        {
          exercises,
          orders: orders.source,
          target,
          judge: (play, earlier) => judgeExercise(play, earlier, facts),
          onGraded: progress.graded,
        },
        played,
      ),
    ).finally(progress.end)
    return await report(invocation, await addFixes(regrade(graded), invocation, facts.tables, command))
  } finally {
    await orders.close()
    await open?.session.close()
  }
}

async function auditPorts(
  ports: Invocation['ports'],
  signal: AbortSignal,
  open: OpenOrders | null,
): Promise<AuditPorts> {
  if (open === null) return { ...ports, signal, database: null }
  const sideTables = findSideTables(await readCatalog(open.session), open.tables)
  return { ...ports, signal, database: { ...open, sideTables } }
}

async function targetOf(invocation: Invocation): Promise<AuditTarget> {
  const url = await callbackUrl(invocation)
  const route = await routeTo(url, invocation)
  const settleMs = optionValue<number>(invocation, 'settle') ?? usualSettleMs
  const confirmationUrl = await findConfirmation(invocation)
  const confirmation =
    confirmationUrl === undefined || confirmationUrl === url
      ? {}
      : { confirmation: { url: confirmationUrl, route: await routeTo(confirmationUrl, invocation) } }
  const quietMs = Math.max(80, Math.min(250, settleMs / 10))
  return { url, route, ...confirmation, wishes: wishesOf(invocation), settleMs, quietMs }
}

/** The app's own route for C2B; undefined if nothing names it, and where `--url` says where everything goes. */
async function findConfirmation(invocation: Invocation): Promise<string | undefined> {
  if (optionValue(invocation, 'url') !== undefined) return undefined
  try {
    return await simulationUrl(invocation, 'c2b-confirmation')
  } catch (error) {
    if (error instanceof KnownError) return undefined
    throw error
  }
}

/** Where the project's source asks Daraja what became of a payment: "pay.js:12". */
async function findQuery({ ports, project, signal }: Invocation): Promise<string | undefined> {
  const { hits } = await ports.sources.search({
    folder: project.folder,
    pattern: /stkpushquery/gi,
    maxFileBytes: 262_144,
    limitMs: 1_000,
    maxHits: 1,
    signal,
  })
  const [hit] = hits
  return hit === undefined ? undefined : `${hit.file}:${hit.line}`
}

/** One line that says where the audit is, at a terminal. */
function showProgress({ output }: Invocation): { readonly graded: (graded: Graded) => void; readonly end: () => void } {
  const isShown = output.stderrIsTerminal && !output.quiet
  let done = 0
  return {
    graded({ exercise }) {
      done++
      if (isShown) output.talk(`\r\u001B[2K  ${done} of ${exercises.length} exercises (${exercise.name})`)
    },
    end() {
      if (isShown) output.talk('\r\u001B[2K')
    },
  }
}

/** The lines that show a fault again stand with its finding, and not a second time with the root cause. */
function withoutLines(verdict: Verdict): Verdict {
  if (verdict.fix?.command?.startsWith(againLabel) !== true) return verdict
  const { command: _command, ...fix } = verdict.fix
  return { ...verdict, fix }
}

async function report(invocation: Invocation, graded: readonly Graded[]): Promise<number> {
  const { only: _only, skip: _skip, ...globals } = invocation.globals
  const score = describeScore(scoreOf(graded))
  const made = await makeReport(
    { ...invocation, globals },
    {
      ...simulatePlan,
      definitions,
      healthy: { title: `The handler does everything right: ${score}`, explanation: '' },
      nothingChecked: { title: 'Nothing could be played', explanation: 'Each line says what it needs.' },
      unknowable: () => [
        'what the handler does when its database is slow or a row is locked: this tool only reads',
        'what a callback meets that comes even before the push is answered',
      ],
      next: ({ rootCause }) =>
        rootCause === null
          ? `${score}; \`mpesa-doctor\` looks at everything else`
          : `${score}; fix the first one, then run the audit again`,
      ownResults: graded.map(resultOf),
      extra: auditJson(graded),
    },
  )
  const finished = {
    ...made,
    verdict: withoutLines(made.verdict),
    durationMs: graded.reduce((sum, { durationMs }) => sum + durationMs, made.durationMs),
  }
  await printReport(finished, invocation, definitions)
  if (formatOf(invocation) === 'short') invocation.output.talk(`${score}\n`)
  await writeReports(finished, invocation, definitions)
  return finished.exitCode
}
