import { normalisePhoneNumber } from '../phone-number.ts'

/** What differs from one payment to the next. */
export interface CallbackValues {
  /**
   * By which the app finds it: the account number for C2B and Bill Manager, the ConversationID or
   * OriginatorConversationID for results, the request id for Ratiba and B2B Express.
   */
  readonly reference: string
  /** KES; a text keeps its spelling where the callback has a number. */
  readonly amount: number | string
  /** `2547XXXXXXXX`. */
  readonly phone: string
  /** The receipt: `TransID`, `TransactionID`, `ReceiptNo`. */
  readonly receipt: string
  readonly shortcode: string
  readonly at: Date
  /** Used where the reference is the other id of a result. */
  readonly conversationId: string
  readonly originatorConversationId: string
  /** Ids that only Safaricom knows, in the form of a UUID. */
  readonly uuid: string
  /** Hexadecimal digits of the SHA-256 of the phone, in lower case. */
  readonly phoneHash: string
  /** What an account balance tells, `Working Account|KES|…&…`; that of a published result where it is not known. */
  readonly accountBalance?: string
}

/** `1500.00`, as C2B and most results spell amounts. */
export function withCents(amount: number | string): string {
  const text = String(amount)
  if (!/^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) throw new RangeError('The amount of a callback is no JSON number')
  return Number(text).toFixed(2)
}

/** `07XXXXXXXX`, as results of production spell it; what is no Kenyan number stays. */
export function localPhone(phone: string): string {
  const normalised = normalisePhoneNumber(phone)
  return normalised === undefined ? phone : `0${normalised.slice(3)}`
}
