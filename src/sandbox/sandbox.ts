import type { CallbackKind } from '../daraja/callback-kind.ts'
import type { CustomerPayment } from './c2b/customer-pays.ts'
import type { SandboxAnswer, SandboxRequest } from './exchange.ts'
import type { ActiveFault, FaultName, OutcomeName, OutcomeRule } from './outcome.ts'

/** What the payer does with a prompt. */
export type PhonePress =
  | { readonly kind: 'pin'; readonly pin: string }
  | { readonly kind: 'cancel' }
  /** Lets it run out. */
  | { readonly kind: 'ignore' }
  /** Ends it as a scenario does. */
  | { readonly kind: 'outcome'; readonly outcome: OutcomeName }

export interface Prompt {
  readonly checkoutRequestId: string
  readonly phone: string
  /** KES. */
  readonly amount: number
  readonly shortcode: string
  readonly organisation: string
  readonly account: string
  /** `Pay KES 1,500 to DUKA LA JUMA?`, as the phone shows it. */
  readonly text: string
  readonly shownAt: string
  readonly endsAt: string
}

export interface Phone {
  /** `2547XXXXXXXX`. */
  readonly phone: string
  readonly name: string
  /** KES. */
  readonly balance: number
  readonly on: boolean
  readonly prompt: Prompt | null
  /** The newest first. */
  readonly messages: readonly PhoneMessage[]
}

export interface PhoneMessage {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly from: string
  readonly text: string
}

export interface Organisation {
  readonly shortcode: string
  readonly name: string
  readonly kind: 'paybill' | 'till'
  /** KES by account: `Working`, `Utility`, `Charges Paid` … */
  readonly balances: Readonly<Record<string, number>>
}

/** One movement of money. */
export interface Payment {
  readonly receipt: string
  readonly at: string
  readonly kind: CallbackKind | 'withdrawal'
  readonly from: string
  readonly to: string
  readonly amount: number
  readonly account: string
  readonly reversed: boolean
}

/** A callback on its way, or what became of it. */
export interface CallbackRecord {
  /** Counts from 1. */
  readonly number: number
  readonly kind: CallbackKind
  /** CheckoutRequestID, ConversationID or TransID. */
  readonly reference: string
  /** As the app named it. */
  readonly url: string
  /** Where it was sent. */
  readonly sentTo: string | null
  readonly resultCode: string | null
  readonly body: string
  readonly plannedAt: string
  readonly sentAt: string | null
  readonly outcome: CallbackOutcome
}

export type CallbackOutcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number; readonly body: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly ms: number }
  /** By the fault `callback-lost`. */
  | { readonly kind: 'lost' }

/** A request of the app, and the answer of the local Daraja. */
export interface ApiCallRecord {
  readonly number: number
  readonly at: string
  readonly method: string
  readonly path: string
  readonly api: string
  /** Null while there is none, and for silence. */
  readonly status: number | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  /** CheckoutRequestID or ConversationID that the answer names. */
  readonly reference: string | null
  readonly ms: number
}

export type SandboxEvent =
  | { readonly kind: 'call'; readonly call: ApiCallRecord }
  | { readonly kind: 'prompt'; readonly prompt: Prompt }
  | { readonly kind: 'prompt-ended'; readonly checkoutRequestId: string; readonly resultCode: string }
  | { readonly kind: 'callback'; readonly callback: CallbackRecord }
  | { readonly kind: 'phone'; readonly phone: Phone }
  | { readonly kind: 'payment'; readonly payment: Payment }

export interface SandboxView {
  readonly phones: readonly Phone[]
  readonly organisations: readonly Organisation[]
  /** The newest first, at most a hundred of each. */
  readonly payments: readonly Payment[]
  readonly callbacks: readonly CallbackRecord[]
  readonly calls: readonly ApiCallRecord[]
  readonly rules: readonly OutcomeRule[]
  readonly faults: readonly ActiveFault[]
}

/** Why something that a person asked for was not done. */
export type SandboxRefusal = { readonly refused: string }

/** A Daraja that runs here: requests go in, answers and callbacks come out. It knows no sockets. */
export interface Sandbox {
  /** Never rejects but with the signal's reason: what is wrong with a request is in the answer. */
  answer(request: SandboxRequest, signal: AbortSignal): Promise<SandboxAnswer>
  press(checkoutRequestId: string, press: PhonePress): SandboxRefusal | undefined
  /** Makes the phone if there is none, else changes what is told. */
  setPhone(
    phone: string,
    change: { readonly balance?: number; readonly on?: boolean; readonly name?: string },
  ): SandboxRefusal | undefined
  /** A customer pays by himself, as from the menu of the phone: the app is asked and told at the URLs that it registered. */
  pay(payment: CustomerPayment): SandboxRefusal | undefined
  /** In front of the rules that there are. */
  addRule(rule: OutcomeRule): SandboxRefusal | undefined
  clearRules(): void
  setFault(fault: ActiveFault): void
  clearFault(name: FaultName | 'all'): void
  view(): SandboxView
  subscribe(listener: (event: SandboxEvent) => void): () => void
  /** Resolves when no prompt is open that ends by itself and every callback has an answer. */
  settled(signal: AbortSignal): Promise<void>
  /** Ends prompts, timers and deliveries. */
  close(): Promise<void>
}
