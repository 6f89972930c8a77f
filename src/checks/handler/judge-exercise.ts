import type { Grade, Graded } from '../../callbacks/audit/audit.ts'
import type { ExerciseName } from '../../callbacks/audit/exercise.ts'
import type { Play, Played, PlayedStep } from '../../callbacks/audit/play.ts'
import { toDelivery } from '../../callbacks/audit/play.ts'
import type { Finding } from '../../core/finding.ts'
import type { OrderTables } from '../../orders/order-tables.ts'
import { judgeAnswer } from './judge-answer.ts'
import { judgeDelivery } from './judge-delivery.ts'
import { judgeForged } from './judge-forged.ts'
import { judgePrompt } from './judge-prompt.ts'
import { judgeSequence } from './judge-sequence.ts'
import { judgeStrays } from './judge-strays.ts'
import { judgeUntouched } from './judge-untouched.ts'
import { judgeVariation } from './judge-variation.ts'

/** What is known of the app beside what was seen in the exercises. */
export interface AuditFacts {
  /** Null without a database. */
  readonly tables: OrderTables | null
  /** Where the project's source asks Daraja for the state of a payment; undefined if it was not found to. */
  readonly asksDaraja?: string
  /** Tables that a second payment may change and that nothing ties to the order: "public.wallets". */
  readonly unwatched?: readonly string[]
}

export type Earlier = ReadonlyMap<ExerciseName, Graded>

/** Grades one exercise from the answers and the states before and after. */
export function judgeExercise(play: Play, earlier: Earlier, facts: AuditFacts): Grade {
  if (play.kind === 'not-played') return { outcome: 'not-played', findings: [], detail: play.reason }
  const judged = judgePlayed(play, earlier, facts)
  if (typeof judged === 'string') return { outcome: 'not-played', findings: [], detail: judged }
  const [own, detail] = judged
  const findings = own.some(({ code }) => code === 'handler/wrong-order') ? own : [...judgeStrays(play), ...own]
  const outcome = findings.some(({ severity }) => severity === 'error')
    ? 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : 'pass'
  return { outcome, findings, detail: detail ?? unwatchedDetail(play, facts) }
}

/** A pass that cannot speak for every table says so. */
function unwatchedDetail({ exercise }: Played, { unwatched = [] }: AuditFacts): string | null {
  if (unwatched.length === 0 || !exercise.codes.some((code) => countsTwice.has(code))) return null
  const names = unwatched.map((table) => `\`${table}\``).join(', ')
  return `not watched, for nothing ties ${unwatched.length === 1 ? 'it' : 'them'} to the order: ${names}`
}

const countsTwice: ReadonlySet<string> = new Set([
  'handler/not-idempotent',
  'handler/concurrent-duplicates',
  'c2b/double-notice',
])

/** Findings and what to say behind a pass; a text if the exercise shows nothing after all. */
export type Judged = readonly [findings: readonly Finding[], detail?: string | undefined] | string

function judgePlayed(play: Played, earlier: Earlier, facts: AuditFacts): Judged {
  const [step] = play.steps
  switch (play.exercise.name) {
    case 'prompt':
      return judgePrompt([...earlier.values()])
    case 'forged':
      return judgeForged(play, earlier)
    case 'success':
    case 'failure':
      return step === undefined ? 'an order' : judgeUsual(step, facts)
    case 'unknown-id':
    case 'malformed':
      return step === undefined ? 'an order' : judgeUntouched(play.exercise, step, earlier)
    case 'documented-form':
    case 'reordered-items':
    case 'code-as-text':
    case 'masked-phone':
    case 'hashed-phone':
      return judgeVariation(play, earlier.get('success'), facts)
    case 'code-with-letters':
      return judgeVariation(play, earlier.get('failure'), facts)
    default:
      return judgeSequence(play, earlier, facts)
  }
}

/** As `simulate` judges it, without what other exercises are about. */
function judgeUsual(step: PlayedStep, { tables, asksDaraja }: AuditFacts): Judged {
  const delivery = toDelivery(step)
  if (delivery === undefined) return 'an order'
  const answers = judgeAnswer(delivery).filter(({ code }) => code !== 'app/slow-ack')
  const refused = answers.some(({ severity }) => severity === 'error')
  const effects = judgeDelivery(delivery, tables).filter(
    // Whoever refused it, the handler never got it.
    ({ code }) => !refused || (code !== 'handler/ignores-success' && code !== 'handler/ignores-failure'),
  )
  const ignored = effects.find(({ code }) => code === 'handler/ignores-success' || code === 'handler/ignores-failure')
  if (ignored?.code === 'handler/ignores-success' && asksDaraja !== undefined)
    return `an app that settles what it is told: this one left the order alone, and ${asksDaraja} asks Daraja for the state of payments. If it does so before it settles, no simulated callback can pass; let it ask a Daraja of your own meanwhile`
  const findings = [...answers, ...effects.map((finding) => (finding === ignored ? doubtful(finding) : finding))]
  const seen = step.effect === null ? `${answerOf(step)}; what it stored was not looked at` : undefined
  return [findings, seen]
}

/** An app that asks Daraja before it settles looks the same from outside. */
function doubtful(finding: Finding): Finding {
  const why =
    'The order was not found, or the change was not saved. Should the handler ask Daraja (STK query) before it settles, no simulated callback can pass.'
  return { ...finding, confidence: 'likely', ...(finding.code === 'handler/ignores-success' ? { why } : {}) }
}

export function answerOf({ sent }: Pick<PlayedStep, 'sent'>): string {
  const outcome = sent[0]?.outcome
  return outcome?.kind === 'answered' ? `answered ${outcome.response.status}` : 'no answer'
}
