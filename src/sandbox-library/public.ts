/// <reference lib="esnext.disposable" />

/*
 * What `import { createSandbox } from 'mpesa-doctor/sandbox'` offers. This file is shipped as its declarations, so it
 * imports nothing.
 */

export interface SandboxOptions {
  /** On 127.0.0.1; a free one by default. */
  readonly port?: number
  /** The only pair that gets a token; `consumer-key` and `consumer-secret` by default. */
  readonly consumerKey?: string
  readonly consumerSecret?: string
  /** By shortcode; 174379 has the public passkey of Safaricom's sandbox. */
  readonly passkeys?: Readonly<Record<string, string>>
  /** How payments end that no rule is about: `success` by default. Any outcome, such as `cancelled` or `1032`. */
  readonly outcome?: string
  /** Rules such as `phone=001:cancelled` or `amount=13:insufficient@2s*3`; the first that matches decides. */
  readonly outcomes?: readonly string[]
  /** Faults such as `callback-twice`, `slow=3s`, `query-500=0.3`. */
  readonly faults?: readonly string[]
  /** From the push to its callback; 10 by default. */
  readonly callbackMs?: number
  /** How long a prompt with the outcome `ask` waits for `press`; 60,000 by default. */
  readonly patienceMs?: number
  /** The app that gets every callback, whatever host its CallBackURL names. */
  readonly deliverTo?: string
  /** Takes callback URLs of this machine and plain http; true by default, because tests have no others. */
  readonly lenient?: boolean
  /** Refuses the same amount from the same phone within two minutes, as M-PESA does; false by default. */
  readonly twoMinuteRule?: boolean
  /** Takes one STK query in twelve seconds and answers 429 to the others, as Safaricom's sandbox; false by default. */
  readonly queryLimit?: boolean
}

export interface SandboxCallback {
  /** Counts from 1. */
  readonly number: number
  /** `stk`, `c2b-confirmation`, `b2c-result` … */
  readonly kind: string
  /** CheckoutRequestID, ConversationID or TransID. */
  readonly reference: string
  /** As the app named it. */
  readonly url: string
  readonly sentTo: string | null
  readonly resultCode: string | null
  /** The JSON that was sent. */
  readonly body: string
  readonly plannedAt: string
  readonly sentAt: string | null
  readonly outcome:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'answered'; readonly status: number; readonly ms: number; readonly body: string }
    | { readonly kind: 'failed'; readonly reason: string; readonly ms: number }
    | { readonly kind: 'lost' }
}

export interface SandboxPhone {
  /** `2547XXXXXXXX`. */
  readonly phone: string
  /** KES. */
  readonly balance: number
  readonly on: boolean
  /** The CheckoutRequestID and text of the prompt that it shows. */
  readonly prompt: { readonly checkoutRequestId: string; readonly text: string; readonly amount: number } | null
  /** Texts of its messages, the newest first. */
  readonly messages: readonly string[]
}

export interface SandboxPayment {
  readonly receipt: string
  readonly from: string
  readonly to: string
  readonly amount: number
  readonly account: string
}

/** A request of the app, and what it was answered. */
export interface SandboxCall {
  /** Counts from 1. */
  readonly number: number
  readonly method: string
  readonly path: string
  /** `oauth`, `stk`, `stk-query`, `b2c` … */
  readonly api: string
  /** Null where there was no answer. */
  readonly status: number | null
  readonly errorCode: string | null
  readonly errorMessage: string | null
  /** CheckoutRequestID or ConversationID that the answer names. */
  readonly reference: string | null
}

export interface SandboxPrompt {
  readonly checkoutRequestId: string
  readonly phone: string
  /** KES. */
  readonly amount: number
  readonly account: string
  readonly text: string
}

export interface CallbackFilter {
  readonly kind?: string
  readonly reference?: string
  readonly resultCode?: string | number
}

export interface WaitOptions {
  /** 5,000 by default; then the promise rejects. */
  readonly timeoutMs?: number
}

/** A Daraja of one's own. Methods that take texts throw an Error that says what is wrong with one. */
export interface LocalDaraja {
  /** The base URL that the app uses in place of `https://sandbox.safaricom.co.ke`. */
  readonly url: string
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly shortcode: string
  readonly passkey: string
  /**
   * What most apps read from their environment, by the names that they have for it: MPESA_BASE_URL, MPESA_CONSUMER_KEY,
   * MPESA_CONSUMER_SECRET, MPESA_SHORTCODE, MPESA_PASSKEY, MPESA_ENVIRONMENT.
   */
  readonly env: Readonly<Record<string, string>>
  /** A rule in front of the others: `outcome('cancelled*1')` is for the next payment. */
  outcome(rule: string): void
  clearOutcomes(): void
  fault(fault: string): void
  clearFaults(): void
  phone(number: string): SandboxPhone
  setPhone(number: string, change: { readonly balance?: number; readonly on?: boolean }): void
  /** Pays a paybill, or a till where no account is told, from the menu of the phone (C2B). */
  customerPays(payment: {
    readonly phone: string
    readonly shortcode: string
    /** KES. */
    readonly amount: number
    readonly account?: string
  }): void
  /** Resolves with the prompt that is open, or opens next, on this phone or any. */
  waitForPrompt(phone?: string, options?: WaitOptions): Promise<SandboxPrompt>
  /** Answers a prompt with the outcome `ask`: `pin` pays. */
  press(checkoutRequestId: string, press: 'pin' | 'wrong-pin' | 'cancel' | 'ignore'): void
  /** In the order in which they were planned, the last 100. */
  callbacks(): readonly SandboxCallback[]
  /** Resolves with the first callback, past or future, that matches and was answered, failed or lost. */
  waitForCallback(filter?: CallbackFilter, options?: WaitOptions): Promise<SandboxCallback>
  /** What the app asked, the oldest first, the last 100. */
  calls(): readonly SandboxCall[]
  /** The oldest first, the last 100. */
  payments(): readonly SandboxPayment[]
  /** Resolves when every payment has its result and every callback its answer. */
  settled(options?: WaitOptions): Promise<void>
  /** As it was at first: money, phones, payments, rules, faults and what was recorded. Tokens end, too. */
  reset(): Promise<void>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a Daraja on this machine. */
export declare function createSandbox(options?: SandboxOptions): Promise<LocalDaraja>
