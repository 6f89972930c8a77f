import type { CallbackKind } from '../../daraja/callback-kind.ts'
import type { PhoneMessage } from '../sandbox.ts'

/** A customer's wallet. */
export interface Wallet {
  /** `2547XXXXXXXX`. */
  readonly phone: string
  name: string
  /** KES. */
  balance: number
  on: boolean
  pin: string
  wrongPins: number
  /** The newest payment out of it. */
  lastPaid: { readonly to: string; readonly amount: number; readonly atMs: number } | null
  /** KES paid out of it on `spentOn`, a day in Nairobi. */
  spent: number
  spentOn: string
  /** The newest first. */
  readonly messages: PhoneMessage[]
}

export interface Account {
  readonly shortcode: string
  readonly name: string
  readonly kind: 'paybill' | 'till'
  /** KES by account: `Working`, `Utility`, `Charges Paid`. */
  readonly balances: Record<string, number>
}

export interface LedgerPayment {
  readonly receipt: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly kind: CallbackKind
  /** A phone, or a shortcode. */
  readonly from: string
  readonly to: string
  readonly amount: number
  readonly account: string
  reversed: boolean
}

/** An STK push from its acceptance to its result. */
export interface Push {
  readonly checkoutRequestId: string
  readonly merchantRequestId: string
  readonly shortcode: string
  /** Who is paid: the paybill, or the till. */
  readonly payee: string
  readonly isTill: boolean
  readonly phone: string
  readonly amount: number
  readonly account: string
  readonly callbackUrl: string
  /** Milliseconds since 1970. */
  readonly atMs: number
  /** Null while it is open. */
  result: PushResult | null
}

export interface PushResult {
  readonly resultCode: number | string
  readonly resultDesc: string
  readonly receipt: string | null
}

export interface C2bUrls {
  readonly responseType: 'Completed' | 'Cancelled'
  readonly confirmationUrl: string
  readonly validationUrl: string
  readonly version: 1 | 2
}

/** Why money did not move, as the ResultCode of M-PESA tells it. */
export type MoneyRefusal = 'insufficient' | 'below-minimum' | 'above-maximum' | 'daily-limit' | 'maximum-balance'

/** What a paying wallet or account is left with; money is KES, whole shillings or cents. */
export interface Ledger {
  /** Made with a first balance when it is first asked for. */
  wallet(phone: string): Wallet
  wallets(): readonly Wallet[]
  account(shortcode: string, kind?: Account['kind']): Account
  accounts(): readonly Account[]
  /** Takes the money from the wallet and books it; null is for what could be paid. */
  refuses(phone: string, amount: number, day: string): MoneyRefusal | null
  payIn(payment: Omit<LedgerPayment, 'reversed'>, day: string): LedgerPayment
  payOut(payment: Omit<LedgerPayment, 'reversed'>, fromAccount: string): LedgerPayment | 'insufficient'
  reverse(receipt: string): LedgerPayment | 'unknown' | 'reversed-before' | 'insufficient'
  payment(receipt: string): LedgerPayment | undefined
  /** The newest first, at most so many. */
  payments(limit: number): readonly LedgerPayment[]
  addPush(push: Push): void
  push(checkoutRequestId: string): Push | undefined
  readonly c2bUrls: Map<string, C2bUrls>
  /** Where payments of invoices are told. */
  billCallbackUrl: string | null
  /** False if it was used before. */
  claimOriginator(id: string): boolean
  snapshot(): LedgerSnapshot
}

/** Survives as JSON. */
export interface LedgerSnapshot {
  readonly version: 1
  readonly wallets: readonly Wallet[]
  readonly accounts: readonly Account[]
  readonly payments: readonly LedgerPayment[]
  readonly pushes: readonly Push[]
  readonly c2bUrls: readonly (readonly [string, C2bUrls])[]
  readonly originators: readonly string[]
  readonly billCallbackUrl: string | null
}
