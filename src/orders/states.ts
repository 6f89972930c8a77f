import { splitWords } from './words.ts'

export type OrderState = 'pending' | 'paid' | 'failed' | 'refunded' | 'unknown'

const stateWords: Readonly<Record<Exclude<OrderState, 'unknown'>, readonly string[]>> = {
  pending: [
    'pending',
    'pending_payment',
    'awaiting',
    'awaiting_payment',
    'awaiting_confirmation',
    'waiting',
    'initiated',
    'initialized',
    'processing',
    'in_progress',
    'in_process',
    'new',
    'draft',
    'overdue',
    'created',
    'requested',
    'sent',
    'prompted',
    'unpaid',
    'not_paid',
    'to_pay',
    'not_yet_paid',
    'stk_sent',
    'prompt_sent',
    'push_sent',
    'open',
    'queued',
    'submitted',
    'on_hold',
    'placed',
    'started',
    'inasubiri',
    'haijalipwa',
  ],
  paid: [
    'paid',
    'completed',
    'complete',
    'success',
    'successful',
    'succeeded',
    'settled',
    'confirmed',
    'approved',
    'captured',
    'fulfilled',
    'shipped',
    'dispatched',
    'delivered',
    'processed',
    'done',
    'paid_in_full',
    'payment_received',
    'money_received',
    'ok',
    'imelipwa',
    'imekamilika',
  ],
  failed: [
    'failed',
    'failure',
    'fail',
    'cancelled',
    'canceled',
    'expired',
    'declined',
    'rejected',
    'timeout',
    'timed_out',
    'error',
    'void',
    'voided',
    'abandoned',
    'denied',
    'aborted',
    'unsuccessful',
    'insufficient_funds',
    'imeshindwa',
    'imeghairiwa',
    'imekataliwa',
  ],
  refunded: ['refunded', 'refund', 'partially_refunded', 'reversed', 'reversal', 'chargeback', 'charged_back'],
}

const meanings: ReadonlyMap<string, OrderState> = new Map(
  Object.entries(stateWords).flatMap(([state, words]) => words.map((word) => [word, state as OrderState] as const)),
)

/** What the values of one column mean. */
export interface StateVocabulary {
  /** Values that the column was seen to hold or may hold. */
  readonly words: readonly string[]
  /** Names of coded values: `{ "1": "paid" }`, from a comment, a table of statuses or the configuration. */
  readonly codes: Readonly<Record<string, string>>
}

export const emptyVocabulary: StateVocabulary = { words: [], codes: {} }

/**
 * Translates a raw value. Booleans are those of a column like `is_paid`. A number means something only if the vocabulary
 * names it; what cannot be told is `unknown`, never a guess.
 */
export function readState(raw: unknown, vocabulary: StateVocabulary = emptyVocabulary): OrderState {
  if (raw === null || raw === undefined) return 'unknown'
  const text = String(raw)
  const named = vocabulary.codes[text]
  if (named !== undefined) return readWord(named, vocabulary)
  if (typeof raw === 'boolean') return raw ? 'paid' : 'pending'
  return readWord(text, vocabulary)
}

function readWord(text: string, { words }: StateVocabulary): OrderState {
  const word = normalise(text)
  // WooCommerce: paid, and not yet packed.
  if (/^wc-processing$/.test(text)) return 'paid'
  // Where nothing else says "paid", processing is what follows payment: pending → processing → shipped.
  if (word === 'processing' && words.some((other) => normalise(other) === 'pending') && !words.some(saysPaid))
    return 'paid'
  // Money is received after a prompt; where nothing was asked for, an order itself is.
  if (word === 'received') return words.some(saysAsked) ? 'paid' : 'unknown'
  if (awaitsPayment.test(word)) return 'pending'
  return meanings.get(word) ?? 'unknown'
}

/** Not the waiting that comes after the payment: for a courier, a pickup, a refund. */
const awaitsPayment =
  /^(a?waiting|pending)(_(for|on|the|customers?|clients?|payments?|mobile|money|mpesa|stk|push|pin|prompt|callback|confirmation|response|deposit))+$/

function saysAsked(text: string): boolean {
  return /^(pending|prompted|requested|initiated|unpaid|sent|a?waiting(_.*)?)$/.test(normalise(text))
}

function saysPaid(text: string): boolean {
  return /^(paid|completed?|success(ful)?|succeeded|settled|confirmed)$/.test(normalise(text))
}

function normalise(text: string): string {
  const plain = text.replaceAll(/m[-_ ]?pesa/gi, 'mpesa')
  const words = splitWords(/^[A-Z\d_\s-]+$/.test(text) ? plain.toLowerCase() : plain)
  if (meanings.has(words.join('_'))) return words.join('_')
  const core = words.filter(
    (word, index) => !(index < words.length - 1 && /^(order|payment|status|state|mpesa|stk|wc)$/.test(word)),
  )
  const joined = core.join('_')
  return meanings.has(joined) ? joined : joined.replace(/_(payment|order)$/, '')
}

/** Whether the values can tell an unpaid order from a paid one. */
export function tellsPayments(values: readonly string[]): boolean {
  const states = new Set(values.map((value) => readState(value, { words: values, codes: {} })))
  return states.has('pending') && states.has('paid')
}

/** `0=pending, 1: paid, 2 - failed` in a column's comment. */
export function readCodesFromComment(comment: string | null): Readonly<Record<string, string>> {
  const pairs = (comment ?? '').matchAll(/(?<![\w.])(-?\d{1,3})\s*(?:=>|[=:-])\s*["']?([A-Za-z][A-Za-z_ -]*[A-Za-z])/g)
  return Object.fromEntries([...pairs].map((match) => [match[1] ?? '', match[2] ?? '']))
}
