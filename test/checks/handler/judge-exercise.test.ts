import { describe, expect, it } from 'vitest'
import type { Graded } from '../../../src/callbacks/audit/audit.ts'
import { scenarioNamed } from '../../../src/callbacks/audit/build-step.ts'
import type { CallbackVariant, Exercise, ExerciseName } from '../../../src/callbacks/audit/exercise.ts'
import { exercises } from '../../../src/callbacks/audit/exercises.ts'
import type { Played, PlayedStep } from '../../../src/callbacks/audit/play.ts'
import type { TableChange } from '../../../src/callbacks/audit/side-rows.ts'
import { buildCallback } from '../../../src/callbacks/build-delivery.ts'
import type { DeliveryOutcome } from '../../../src/callbacks/deliver.ts'
import { allAuditCodes } from '../../../src/checks/handler/audit-codes.ts'
import { judgeExercise } from '../../../src/checks/handler/judge-exercise.ts'
import type { Order } from '../../../src/orders/order.ts'
import type { OrderState } from '../../../src/orders/states.ts'

const now = new Date('2026-11-23T08:00:00Z')
const id = 'ws_CO_231120260758001712345678'

function orderIn(state: OrderState, receipt: string | null = null, more: Partial<Order> = {}): Order {
  return {
    id: '7',
    orderNumber: 'ORD-7',
    state,
    rawState: state,
    paymentState: state,
    checkoutRequestId: id,
    merchantRequestId: null,
    receipt,
    amount: 1500,
    phone: '254712345678',
    paidAt: null,
    note: null,
    method: null,
    createdAt: null,
    table: 'public.orders',
    key: 'id',
    row: { id: 7, status: state, mpesa_receipt: receipt },
    paymentRow: null,
    ...more,
  }
}

const answered = (status: number, durationMs = 5): DeliveryOutcome => ({
  kind: 'answered',
  response: { status, durationMs, headers: [], body: '{"ResultCode":0}' },
})

function failed(code: 'closed' | 'timed-out'): DeliveryOutcome {
  return { kind: 'failed', failure: { phase: 'reply', code, systemCode: '', detail: '' }, durationMs: 8_000 }
}

interface Seen {
  readonly before?: Order
  readonly after?: Order | null
  readonly changed?: NonNullable<PlayedStep['effect']>['changed']
  readonly side?: readonly TableChange[]
  readonly outcomes?: readonly DeliveryOutcome[]
  readonly callback?: CallbackVariant
  readonly others?: NonNullable<PlayedStep['effect']>['others']
}

function step({ before = orderIn('pending'), after = before, changed = {}, side = [], ...seen }: Seen): PlayedStep {
  const callback = buildCallback({
    checkoutRequestId: id,
    scenario: scenarioNamed('success'),
    url: 'http://127.0.0.1:5000/pay/9f86d081884c7d659a2feaa0c55ad015',
    order: before,
    wishes: { receipt: 'UKN8ABC1D2' },
    now,
    random: () => 0.5,
  })
  const { outcomes = [answered(200)], others = [] } = seen
  return {
    plan: { callback: seen.callback ?? { kind: 'success' }, expect: 'unchanged' },
    callback,
    sent: outcomes.map((outcome) => ({ label: '', request: callback.request, outcome })),
    effect: {
      before,
      after,
      changed,
      paymentChanged: {},
      paymentRows: [0, 0],
      related: [],
      side,
      others,
      observedMs: 100,
    },
  }
}

function exerciseNamed(name: ExerciseName): Exercise {
  return exercises.find((exercise) => exercise.name === name) ?? expect.fail(`no exercise ${name}`)
}

const paid = orderIn('paid', 'UKN8ABC1D2')
const single: TableChange = {
  table: 'public.ledger',
  added: [{ id: 1, order_id: 7, amount: '1500.00' }],
  removed: 0,
  changed: [],
}
const wallet = (from: string, to: string): TableChange => ({
  table: 'public.customers',
  added: [],
  removed: 0,
  changed: [{ wallet: [from, to] }],
})
const log: TableChange = {
  table: 'public.stk_messages',
  added: [{ id: 1, content: '{"Body":{"stkCallback":{}}}' }],
  removed: 0,
  changed: [],
}
const success: Graded = {
  exercise: exerciseNamed('success'),
  play: {
    kind: 'played',
    exercise: exerciseNamed('success'),
    steps: [step({ after: paid, side: [single, wallet('0.00', '1500.00')] })],
  },
  grade: { outcome: 'pass', findings: [], detail: null },
  durationMs: 1,
}
const earlier = new Map<ExerciseName, Graded>([['success', success]])

function codesOf(name: ExerciseName, ...steps: readonly PlayedStep[]): readonly string[] {
  const play: Played = { kind: 'played', exercise: exerciseNamed(name), steps }
  const grade = judgeExercise(play, earlier, { tables: null })
  return grade.findings.map(({ code, severity }) => `${code} ${severity}`)
}

const first = step({ after: paid })
const again = (seen: Seen): PlayedStep => step({ before: paid, ...seen })

describe('the judge of an audit', () => {
  it.each<readonly [string, ExerciseName, readonly PlayedStep[], readonly string[]]>([
    ['nothing moves', 'duplicate', [first, again({})], []],
    ['a refusal', 'duplicate', [first, again({ outcomes: [answered(409)] })], []],
    ['a touched row', 'duplicate', [first, again({ changed: { updated_at: ['a', 'b'] } })], []],
    ['a log of callbacks', 'duplicate', [first, again({ side: [log] })], []],
    ['another ledger row', 'duplicate', [first, again({ side: [single] })], ['handler/not-idempotent error']],
    [
      'a wallet',
      'duplicate',
      [first, again({ side: [wallet('1500.00', '3000.00')] })],
      ['handler/not-idempotent error'],
    ],
    ['a crash', 'duplicate', [first, again({ outcomes: [answered(500)] })], ['handler/crashes error']],
    ['one of ten', 'duplicates-at-once', [step({ after: paid, side: [single, wallet('0.00', '1500.00')] })], []],
    [
      'a wallet that moved twice',
      'duplicates-at-once',
      [step({ after: paid, side: [single, wallet('0.00', '3000.00')] })],
      ['handler/concurrent-duplicates error'],
    ],
    [
      'a wallet made by the first payment of all',
      'duplicates-at-once',
      [step({ after: paid, side: [{ ...wallet('0.00', '3000.00'), changed: [{ balance: ['0.00', '3000.00'] }] }] })],
      ['handler/concurrent-duplicates error'],
    ],
    [
      'a locked database',
      'duplicates-at-once',
      [step({ after: paid, outcomes: [answered(200), answered(500), answered(500)] })],
      ['handler/crashes error'],
    ],
    [
      'three ledger rows',
      'duplicates-at-once',
      [step({ after: paid, side: [{ ...single, added: [{ id: 1 }, { id: 2 }, { id: 3 }] }] })],
      ['handler/concurrent-duplicates error'],
    ],
    ['a refusal by 422', 'underpaid', [step({ outcomes: [answered(422)] })], []],
    ['a state of its own', 'underpaid', [step({ after: orderIn('unknown', null, { rawState: 'underpaid' }) })], []],
    ['a failure', 'underpaid', [step({ after: orderIn('failed') })], []],
    ['paid', 'underpaid', [step({ after: paid })], ['handler/accepts-wrong-amount error']],
    ['paid', 'late-success', [step({}), step({ before: orderIn('failed'), after: paid })], []],
    [
      'a review',
      'late-success',
      [step({}), step({ before: orderIn('failed'), after: orderIn('unknown', null, { rawState: 'review' }) })],
      [],
    ],
    [
      'still failed',
      'late-success',
      [step({}), step({ before: orderIn('failed') })],
      ['handler/late-success-lost error'],
    ],
    ['still paid', 'late-failure', [first, again({ changed: { result_desc: [null, 'timeout'] } })], []],
    ['failed', 'late-failure', [first, again({ after: orderIn('failed') })], ['handler/late-failure-wins error']],
    [
      'paid without its receipt',
      'late-failure',
      [first, again({ after: orderIn('paid') })],
      ['handler/late-failure-wins error'],
    ],
    ['gone', 'late-failure', [first, again({ after: null })], ['handler/late-failure-wins error']],
    ['refused', 'reused-receipt', [first, step({})], []],
    ['paid', 'reused-receipt', [first, step({ after: paid })], ['handler/accepts-reused-receipt error']],
    ['once', 'c2b-and-stk', [step({ after: paid, side: [single] }), again({})], []],
    [
      'twice',
      'c2b-and-stk',
      [step({ after: paid, side: [single] }), again({ side: [{ ...single, added: [{ id: 2 }] }] })],
      ['c2b/double-notice error'],
    ],
    ['paid', 'race', [step({ after: paid })], []],
    ['paid, after a refusal', 'race', [step({ after: paid, outcomes: [answered(500)] })], []],
    ['pending', 'race', [step({})], ['handler/loses-race error']],
    ['404', 'unknown-id', [step({ outcomes: [answered(404)] })], []],
    ['500', 'unknown-id', [step({ outcomes: [answered(500)] })], ['handler/crashes error']],
    ['a change', 'unknown-id', [step({ changed: { status: ['pending', 'paid'] } })], ['handler/wrong-order error']],
    [
      'another order',
      'unknown-id',
      [
        step({
          others: [
            [
              { id: '8', rawState: 'pending', receipt: null },
              { id: '8', rawState: 'paid', receipt: 'UKN8ABC1D2' },
            ],
          ],
        }),
      ],
      ['handler/wrong-order error'],
    ],
    [
      'bodies that crash',
      'malformed',
      [step({ callback: { kind: 'malformed' }, outcomes: [answered(400), failed('closed'), answered(500)] })],
      ['handler/crashes error'],
    ],
    ['refused', 'forged', [step({ outcomes: [answered(404)] })], []],
    ['taken', 'forged', [step({ after: paid })], ['handler/accepts-anyone warning']],
    ['no secret', 'forged', [], ['handler/accepts-anyone warning']],
    ['quick', 'prompt', [], []],
  ])('of %s (%s, %#)', (_, name, steps, expected) => {
    expect(codesOf(name, ...steps)).toEqual(expected)
  })

  it.each([
    [2_999, []],
    [3_000, ['handler/slow warning']],
    [8_000, ['handler/slow error']],
  ])('of an answer after %d ms', (durationMs, expected) => {
    const slow: Played = {
      kind: 'played',
      exercise: exerciseNamed('success'),
      steps: [step({ after: paid, outcomes: [answered(200, durationMs)] })],
    }
    const prompt: Played = { kind: 'played', exercise: exerciseNamed('prompt'), steps: [] }
    const grade = judgeExercise(prompt, new Map([['success', { ...success, play: slow }]]), { tables: null })
    expect(grade.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual(expected)
  })

  it('has words of its own for a crash of callbacks that come together', () => {
    const { findings } = judgeExercise(
      {
        kind: 'played',
        exercise: exerciseNamed('duplicates-at-once'),
        steps: [step({ after: paid, outcomes: [answered(200), answered(500)] })],
      },
      earlier,
      { tables: null },
    )
    expect(findings[0]?.message).toContain('1 of 2')
    expect(findings[0]?.message).toContain('counted as one in the end')
    expect(findings[0]?.fix?.summary).toContain('locked')
  })

  it('does not fail a handler for bodies that only an attacker sends', () => {
    const one = step({ callback: { kind: 'malformed' }, outcomes: [answered(400), answered(500)] })
    const sent = one.sent.map((request, index) => (index === 1 ? { ...request, attack: true as const } : request))
    const grade = judgeExercise(
      { kind: 'played', exercise: exerciseNamed('malformed'), steps: [{ ...one, sent }] },
      earlier,
      { tables: null },
    )
    expect(grade).toMatchObject({
      outcome: 'pass',
      findings: [],
      detail: expect.stringContaining('not from Safaricom'),
    })
  })

  it('warns where such a body ends the app', () => {
    const one = step({ callback: { kind: 'malformed' }, outcomes: [answered(400), failed('closed')] })
    const gone: DeliveryOutcome = {
      kind: 'failed',
      failure: { phase: 'connect', code: 'refused', systemCode: 'ECONNREFUSED', detail: '' },
      durationMs: 1,
    }
    const [first, second] = one.sent
    if (first === undefined || second === undefined) expect.fail('two requests')
    const sent = [first, { ...second, attack: true as const }, { ...second, outcome: gone, attack: true as const }]
    const play: Played = { kind: 'played', exercise: exerciseNamed('malformed'), steps: [{ ...one, sent }] }
    const { findings } = judgeExercise(play, earlier, { tables: null })
    expect(findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual(['handler/crashes warning'])
  })

  it('finds a spare order that was paid for another one', () => {
    const exercise = exerciseNamed('success')
    const strays = [orderIn('paid', 'OTHER', { id: '9' })]
    const play: Played = { kind: 'played', exercise, steps: [step({ after: paid, side: [single] })], strays }
    const { findings } = judgeExercise(play, new Map(), { tables: null })
    expect(findings[0]).toMatchObject({ code: 'handler/wrong-order', evidence: { other: '9' } })
    const job = judgeExercise({ ...play, strays: [orderIn('failed', null, { id: '9' })] }, new Map(), { tables: null })
    expect(job.findings).toEqual([])
  })

  it('names the tables that it could not watch', () => {
    const play: Played = { kind: 'played', exercise: exerciseNamed('duplicate'), steps: [first, again({})] }
    expect(judgeExercise(play, earlier, { tables: null, unwatched: ['public.wallets'] }).detail).toContain(
      '`public.wallets`',
    )
  })

  it('knows every code that an exercise may find', () => {
    for (const { codes } of exercises) for (const code of codes) expect(Object.keys(allAuditCodes)).toContain(code)
  })
})
