import type { EventSummary } from '../../inbox/inspector-api.ts'

/** `good` and `bad` are about the payment, not about the app's answer. */
export type Mood = 'good' | 'bad' | 'neutral'

export interface ResultWords {
  /** `Paid`, `Cancelled`, … */
  readonly word: string
  /** As sent; null where the kind has none. */
  readonly code: string | null
  readonly mood: Mood
}

const kindNames: Readonly<Record<string, string>> = {
  stk: 'STK push',
  'c2b-validation': 'C2B validation',
  'c2b-confirmation': 'C2B confirmation',
  'b2c-result': 'B2C result',
  'b2b-result': 'B2B result',
  'tax-result': 'Tax remittance',
  'reversal-result': 'Reversal',
  'status-result': 'Transaction status',
  'balance-result': 'Account balance',
  result: 'Result',
  timeout: 'Queue timeout',
  ratiba: 'Ratiba',
  'b2b-express': 'B2B Express',
  'bill-manager': 'Bill Manager',
  unknown: 'No callback',
}

export function describeKind(kind: string): string {
  return kindNames[kind] ?? kind
}

/** Short enough for a row; the long explanation is among the fields of the event. */
const stkWords: Readonly<Record<string, string>> = {
  '1': 'Too little money',
  '2': 'Below minimum',
  '3': 'Above maximum',
  '4': 'Daily limit',
  '8': 'Balance limit',
  '11': 'Payer state',
  '17': 'Limit rule',
  '26': 'System busy',
  '1001': 'Payer busy',
  '1019': 'Expired',
  '1025': 'Push not sent',
  '1032': 'Cancelled',
  '1036': 'SMS not sent',
  '1037': 'No response',
  '2001': 'Wrong PIN',
  '2028': 'Not permitted',
  '4999': 'Still processing',
  '8006': 'PIN locked',
  '9999': 'Push not sent',
}

/** The outcome of a payment in a word and a code. */
export function describeResult({ kind, resultCode }: Pick<EventSummary, 'kind' | 'resultCode'>): ResultWords {
  if (kind === 'c2b-validation') return { word: 'Asks to accept', code: resultCode, mood: 'neutral' }
  if (kind === 'timeout') return { word: 'Timed out', code: resultCode, mood: 'bad' }
  if (resultCode === null)
    return kind === 'unknown'
      ? { word: 'Not recognised', code: null, mood: 'neutral' }
      : { word: kind === 'c2b-confirmation' || kind === 'bill-manager' ? 'Paid' : 'No code', code: null, mood: 'good' }
  if (/^0+$/.test(resultCode) || (kind === 'ratiba' && resultCode === '200'))
    return { word: kind === 'stk' || kind === 'b2b-express' ? 'Paid' : 'Done', code: resultCode, mood: 'good' }
  const word = kind === 'stk' || kind === 'unknown' ? stkWords[resultCode] : undefined
  return { word: word ?? 'Failed', code: resultCode, mood: resultCode === '4999' ? 'neutral' : 'bad' }
}

const reasons: Readonly<Record<string, string>> = {
  'app-down': 'app down',
  'app-silent': 'app silent',
  'app-broke-off': 'app hung up',
  'app-invalid': 'no HTTP',
  'no-app': 'no app',
  'sender-broke-off': 'sender broke off',
}

/** `200`, or `503 app down` where the inbox answered in the app's place. */
export function describeStatus(answer: EventSummary['answer']): string {
  if (answer === null) return 'no answer yet'
  return answer.reason === null ? String(answer.status) : `${answer.status} ${reasons[answer.reason] ?? answer.reason}`
}

/** What became of a callback whose answer is not the app's own. */
export function explainReason(reason: string): string {
  const kept = 'The inbox kept the callback and answered in its place; replay it when the app is ready.'
  if (reason === 'app-down') return `The app does not listen. ${kept}`
  if (reason === 'app-silent') return `The app did not answer in time. ${kept}`
  if (reason === 'app-broke-off') return `The app hung up before its answer was complete. ${kept}`
  if (reason === 'app-invalid') return `What the app answered is no HTTP. ${kept}`
  if (reason === 'sender-broke-off') return 'The sender broke off before its request was whole; its beginning is kept.'
  if (reason === 'no-app') return `There is no app to hand it to. ${kept}`
  return `The app gave no answer of its own (${reason}). ${kept}`
}
