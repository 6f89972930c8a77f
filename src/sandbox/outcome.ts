import type { SimulatedKind } from '../daraja/callback-kind.ts'

/**
 * How a prompt ends: `success`, a scenario of `simulate` by name or by ResultCode (`cancelled`, `1032`, `SFC_IC0003`),
 * `ask` leaves it to the person at the phone page, `never` to nobody.
 */
export type OutcomeName = string

/** Which payments a rule is about; every field that is told must hold. */
export interface OutcomeMatch {
  /** Of the callback; STK pushes where it is not told. */
  readonly kind?: SimulatedKind
  /** The last digits of the payer's number, or the whole of it. */
  readonly phone?: string
  /** KES. */
  readonly amount?: number
  /** The AccountReference, exactly. */
  readonly account?: string
  readonly shortcode?: string
}

/** The first rule that matches decides. */
export interface OutcomeRule {
  readonly match: OutcomeMatch
  readonly outcome: OutcomeName
  /** From the push to the callback, in milliseconds; that of the sandbox where it is not told. */
  readonly afterMs?: number
  /** How many payments it decides before it is used up; all of them where it is not told. */
  readonly times?: number
}

/** What the local Daraja can do wrong, because the real one was seen doing it. */
export const faultNames = [
  // Callbacks.
  'callback-lost',
  'callback-late',
  'callback-twice',
  'callbacks-reordered',
  'callback-before-answer',
  // The API.
  'silent',
  'slow',
  'query-500',
  'query-too-early',
  'query-processing',
  'query-e3008',
  'rate-limit',
  'quota',
  'busy',
  'no-product',
  'already-registered',
  'firewall',
  'expired-token',
  'one-token',
  'test-number-1037',
  'clock-skew',
] as const

export type FaultName = (typeof faultNames)[number]

/** `silent`, `slow=3s`, `query-500=0.3`: what follows the name is a share from 0 to 1 or a time, by the fault. */
export interface ActiveFault {
  readonly name: FaultName
  /** How often, from 0 to 1. */
  readonly share: number
  /** Milliseconds, for faults that have a length. */
  readonly ms: number
  /** How many times it still strikes; null without end. */
  readonly left: number | null
}
