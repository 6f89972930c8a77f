import type { ResultCode } from '../result-code.ts'
import { findResultCodes } from '../result-codes.ts'
import type { ResultMessage } from './result-message.ts'

/**
 * What the result of a Transaction Status request says of a receipt.
 * - `completed`, `ended`: final; `ended` is cancelled, declined, expired or reversed
 * - `open`: the payment is under way
 * - `unclear`: a state that nobody has documented
 * - `not-found`: no such payment of this shortcode
 * - `not-allowed`: the initiator, the password or the right to ask
 * - `not-told`: the core was busy or gave up; nothing was learnt
 */
export type ReceiptState = 'completed' | 'ended' | 'open' | 'unclear' | 'not-found' | 'not-allowed' | 'not-told'

const api = 'transaction-status-result'

/** The states of the page, and what the portal calls a payment that was taken back. */
const states: readonly (readonly [RegExp, ReceiptState])[] = [
  [/^completed$/i, 'completed'],
  [/^(?:cancell?ed|declined|expired|failed|reversed)$/i, 'ended'],
  [/^(?:initiated|authori[sz]ed|pending.*)$/i, 'open'],
]

export function receiptStateOf({ resultCode, isTimeout, parameters }: ResultMessage): ReceiptState {
  if (isTimeout) return 'not-told'
  if (resultCode === '0') {
    const status = (parameters.get('TransactionStatus') ?? '').trim()
    return states.find(([form]) => form.test(status))?.[1] ?? 'unclear'
  }
  switch (findMeaning(resultCode)?.category) {
    case 'credential':
    case 'permission':
      return 'not-allowed'
    case 'transient':
    case 'timeout':
      return 'not-told'
    default:
      return resultCode === 'SFC_IC0003' ? 'not-allowed' : 'not-found'
  }
}

/** The row of our tables for a ResultCode of this API; undefined if it is new to us. */
export function findMeaning(resultCode: string): ResultCode | undefined {
  return findResultCodes(resultCode).find(({ apis }) => apis.includes(api))
}
