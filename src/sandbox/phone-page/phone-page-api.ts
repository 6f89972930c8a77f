import type { ExplainedField } from '../../inbox/inspector-api.ts'
import type { ApiCallRecord, CallbackRecord, Organisation, Payment, Phone } from '../sandbox.ts'

/*
 * What the phone page and its server say to each other, behind the token of the address:
 *
 *   GET  api/state            PhonePageState
 *   GET  api/stream           server-sent events: `changed`, whenever the state is another one
 *   GET  api/callbacks/12     CallbackDetail
 *   POST api/press            PressRequest
 *   POST api/phone            PhoneRequest
 *   POST api/pay              PayRequest
 *
 * A POST is answered with `{"done":true}`, or with `{"error":"…"}`: a sentence for the reader.
 */

/** Everything that is shown, the newest first. */
export interface PhonePageState {
  readonly phones: readonly Phone[]
  readonly organisations: readonly Organisation[]
  readonly payments: readonly Payment[]
  readonly callbacks: readonly CallbackSummary[]
  readonly calls: readonly ApiCallRecord[]
  /** How a prompt can be made to end, besides what its buttons do. */
  readonly endings: readonly Ending[]
  readonly faults: readonly string[]
  /** Where callbacks go; null where each goes to its own CallBackURL. */
  readonly deliverTo: string | null
  readonly sandboxUrl: string
  /** Of every phone. */
  readonly pin: string
}

export type CallbackSummary = Omit<CallbackRecord, 'body'>

export interface Ending {
  readonly name: string
  readonly resultCode: string
  readonly resultDesc: string
}

export interface CallbackDetail {
  readonly record: CallbackRecord
  /** Indented; null if it is no JSON. */
  readonly pretty: string | null
  readonly fields: readonly ExplainedField[]
  /** What is wrong with the app's answer. */
  readonly findings: readonly { readonly code: string; readonly message: string }[]
}

export interface PressRequest {
  readonly checkoutRequestId: string
  readonly press: 'cancel' | 'ignore' | { readonly pin: string } | { readonly outcome: string }
}

export interface PhoneRequest {
  readonly phone: string
  /** KES. */
  readonly balance?: number
  readonly on?: boolean
}

export interface PayRequest {
  readonly phone: string
  readonly shortcode: string
  readonly kind: 'paybill' | 'till'
  /** KES. */
  readonly amount: number
  readonly account: string
}
