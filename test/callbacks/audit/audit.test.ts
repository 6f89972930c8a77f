import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/adapters/clock-system.ts'
import { systemDigest } from '../../../src/adapters/digest-crypto.ts'
import { createHttpNode } from '../../../src/adapters/http-node.ts'
import { cryptoRandom } from '../../../src/adapters/random-crypto.ts'
import type { Graded } from '../../../src/callbacks/audit/audit.ts'
import { audit } from '../../../src/callbacks/audit/audit.ts'
import type { ExerciseName } from '../../../src/callbacks/audit/exercise.ts'
import { exercises } from '../../../src/callbacks/audit/exercises.ts'
import type { OrderSource } from '../../../src/callbacks/audit/order-source.ts'
import { findSideTables } from '../../../src/callbacks/audit/side-tables.ts'
import { judgeExercise } from '../../../src/checks/handler/judge-exercise.ts'
import { regrade } from '../../../src/checks/handler/regrade.ts'
import { discoverOrders } from '../../../src/orders/discover-orders.ts'
import { readCatalog } from '../../../src/orders/read-catalog.ts'
import { asWriter, startTestPostgres, type TestPostgres, withSession } from '../../helpers/postgres.ts'
import type { AuditedShop, ShopFault, ShopManner } from './audited-shop.ts'
import { auditedShopSql, startAuditedShop } from './audited-shop.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
  await postgres.createDatabase('template_shop', auditedShopSql)
})

afterAll(async () => {
  await postgres?.stop()
})

let databases = 0

async function copyDatabase(): Promise<string> {
  const name = `shop_${++databases}`
  // One at a time: nobody may be connected to a template while it is copied.
  copying = copying.then(() =>
    asWriter(postgres.databaseUrl('postgres'), (client) =>
      client.query(`CREATE DATABASE ${name} TEMPLATE template_shop`),
    ),
  )
  await copying
  return postgres.databaseUrl(name)
}
let copying: Promise<unknown> = Promise.resolve()

function ordersOf(shop: AuditedShop): OrderSource {
  return {
    canRace: true,
    async next() {
      const { id, stored } = shop.order()
      return { checkoutRequestId: id, finished: stored }
    },
  }
}

interface Run {
  readonly fault?: ShopFault | 'no-secret'
  readonly manner?: ShopManner
  readonly settleMs?: number
  readonly quietMs?: number
  readonly withDatabase?: boolean
  readonly asksDaraja?: string
  readonly only?: readonly ExerciseName[]
}

async function gradeShop(run: Run): Promise<readonly Graded[]> {
  const databaseUrl = await copyDatabase()
  const shop = await startAuditedShop(databaseUrl, run.fault, run.manner)
  const { settleMs = 600, quietMs = 40, withDatabase = true } = run
  const signal = AbortSignal.timeout(30_000)
  const route = { limitMs: 5_000 }
  try {
    return await withSession(databaseUrl, async (session) => {
      const discovery = await discoverOrders(session)
      if (discovery.kind === 'none') throw new Error('no orders found')
      const { tables } = discovery
      const sideTables = findSideTables(await readCatalog(session), tables)
      const facts = { tables: withDatabase ? tables : null, ...(run.asksDaraja ? { asksDaraja: run.asksDaraja } : {}) }
      const graded = await audit(
        {
          exercises: exercises.filter(({ name }) => run.only?.includes(name) ?? true),
          orders: ordersOf(shop),
          target: {
            url: shop.url,
            route,
            confirmation: { url: shop.confirmationUrl, route },
            wishes: {},
            settleMs,
            quietMs,
          },
          judge: (play, earlier) => judgeExercise(play, earlier, facts),
        },
        {
          http: createHttpNode(),
          clock: systemClock,
          random: cryptoRandom,
          digest: systemDigest,
          signal,
          database: withDatabase ? { session, tables, sideTables } : null,
        },
      )
      return regrade(graded)
    })
  } finally {
    await shop.close()
  }
}

const outline = (graded: readonly Graded[]) =>
  graded.flatMap(({ exercise, grade }) =>
    grade.outcome === 'pass'
      ? []
      : [`${exercise.name}: ${grade.outcome} ${grade.findings.map(({ code }) => code).join() || grade.detail}`],
  )
const codes = (graded: readonly Graded[]) => [
  ...new Set(graded.flatMap(({ grade }) => grade.findings.map(({ code }) => code))),
]

const queued: readonly ExerciseName[] = [
  'success',
  'failure',
  'duplicate',
  'late-success',
  'late-failure',
  'duplicates-at-once',
]
const healthy: readonly (readonly [string, Run])[] = [
  ['takes everything', {}],
  ['answers first and writes later', { manner: 'queue', settleMs: 2_500, quietMs: 100, only: queued }],
  ['refuses what is no callback by 422', { manner: 'refuses-422' }],
]
const faults: readonly (readonly [ShopFault | 'no-secret', string])[] = [
  ['ignores-success', 'handler/ignores-success'],
  ['ignores-failure', 'handler/ignores-failure'],
  ['marks-failure-paid', 'handler/marks-failure-paid'],
  ['marks-success-failed', 'handler/marks-success-failed'],
  ['wrong-order', 'handler/wrong-order'],
  ['no-receipt', 'handler/partial-write'],
  ['time-as-utc', 'handler/wrong-time'],
  ['not-idempotent', 'handler/not-idempotent'],
  ['no-lock', 'handler/concurrent-duplicates'],
  ['late-failure-wins', 'handler/late-failure-wins'],
  ['late-success-lost', 'handler/late-success-lost'],
  ['drops-early', 'handler/loses-race'],
  ['any-amount', 'handler/accepts-wrong-amount'],
  ['any-receipt', 'handler/accepts-reused-receipt'],
  ['by-position', 'handler/only-first-items'],
  ['number-only', 'handler/code-type'],
  ['code-as-integer', 'handler/code-type'],
  ['phone-as-number', 'handler/phone-format'],
  ['metadata-first', 'handler/crashes'],
  ['trusts-body', 'handler/crashes'],
  ['counts-c2b', 'c2b/double-notice'],
  ['any-path', 'handler/accepts-anyone'],
  ['no-secret', 'handler/accepts-anyone'],
  ['credits-phone', 'handler/not-idempotent'],
]
const spare: Run = { fault: 'pays-spare', only: ['success', 'failure'] }
const daraja: Run = { manner: 'asks-daraja', asksDaraja: 'pay.js:12', only: ['success', 'failure', 'duplicate'] }

/**
 * Nine at a time, which is as many as the server has connections for, for an audit
 * mostly waits; the tests read what came of it.
 */
const runs = new Map<Run, Promise<readonly Graded[]>>()
const faultRuns = faults.map(([fault, code]) => [fault, code, { fault }] as const)

beforeAll(() => {
  const waiting = [
    ...healthy.map(([, run]) => run),
    ...faultRuns.map(([, , run]) => run),
    daraja,
    spare,
    { withDatabase: false },
  ]
  const lanes = Array.from({ length: 9 }, () => Promise.resolve())
  for (const [index, run] of waiting.entries()) {
    const lane = index % lanes.length
    const graded = (lanes[lane] ?? Promise.resolve()).then(() => gradeShop(run))
    runs.set(run, graded)
    lanes[lane] = graded.then(
      () => undefined,
      () => undefined,
    )
  }
})

async function gradesOf(run: Run): Promise<readonly Graded[]> {
  return (await runs.get(run)) ?? expect.fail('this run was not started')
}

describe('an audit of a shop without faults', () => {
  it.each(healthy)('gives full marks to one that %s', async (_, run) => {
    const graded = await gradesOf(run)
    expect(outline(graded)).toEqual([])
    expect(graded.length).toBeGreaterThan(5)
  })
})

describe('an audit grades', () => {
  it.each(faultRuns)('%s as %s and nothing else', async (_, code, run) => {
    const graded = await gradesOf(run)
    expect(codes(graded), outline(graded).join('\n')).toEqual([code])
  })

  it('does not blame an app that asks Daraja before it settles', async () => {
    const graded = await gradesOf(daraja)
    expect(graded.find(({ exercise }) => exercise.name === 'success')?.grade).toMatchObject({
      outcome: 'not-played',
      findings: [],
      detail: expect.stringContaining('pay.js:12'),
    })
  })

  it('sees a spare order that was paid beside the right one', async () => {
    expect(codes(await gradesOf(spare))).toEqual(['handler/wrong-order'])
  })

  it('judges by answers alone where there is no database', async () => {
    const graded = await gradesOf([...runs.keys()].find(({ withDatabase }) => withDatabase === false) ?? {})
    const played = graded.filter(({ grade }) => grade.outcome === 'pass').map(({ exercise }) => exercise.name)
    expect(played).toEqual(expect.arrayContaining(['success', 'failure', 'malformed', 'unknown-id', 'prompt']))
    expect(graded.find(({ exercise }) => exercise.name === 'duplicate')?.play).toMatchObject({ because: 'no-database' })
    expect(codes(graded)).toEqual([])
  })
})
