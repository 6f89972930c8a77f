import type { StkItemName } from '../../daraja/stk-callback.ts'
import type { StkScenarioName } from '../../daraja/stk-scenarios.ts'

export type ExerciseName =
  | 'success'
  | 'failure'
  | 'documented-form'
  | 'reordered-items'
  | 'duplicate'
  | 'duplicates-at-once'
  | 'late-success'
  | 'late-failure'
  | 'code-as-text'
  | 'code-with-letters'
  | 'masked-phone'
  | 'hashed-phone'
  | 'underpaid'
  | 'reused-receipt'
  | 'c2b-and-stk'
  | 'race'
  | 'unknown-id'
  | 'malformed'
  | 'forged'
  | 'prompt'

/** What a healthy app makes of a callback: the order becomes paid or failed, or nothing changes. */
export type Expectation = 'paid' | 'failed' | 'unchanged'

/** One callback, or several at the same moment, as it differs from what Safaricom sends today. */
export interface StepPlan {
  readonly callback: CallbackVariant
  readonly expect: Expectation
  /** Brings the order into the state that the exercise is about. */
  readonly setUp?: true
  /** Identical callbacks at the same moment; default 1. */
  readonly together?: number
  /** Which of the exercise's orders; default the first. */
  readonly order?: 0 | 1
}

export type CallbackVariant =
  | {
      readonly kind: 'success'
      readonly items?: readonly StkItemName[]
      readonly resultCode?: '0'
      readonly phone?: 'masked' | 'hashed'
      /** `too-low`: KES 1 for an order of more. */
      readonly amount?: 'too-low'
      /** `first`: that of the exercise's first order. */
      readonly receipt?: 'first'
      /** `unknown`: one that no order can have. */
      readonly id?: 'unknown'
      /** `guessed`: the secret in the path is replaced by another one of its kind. */
      readonly path?: 'guessed'
    }
  | { readonly kind: 'failure'; readonly scenario: StkScenarioName }
  | { readonly kind: 'c2b-confirmation' }
  /** Bodies that are no callback, one after the other. */
  | { readonly kind: 'malformed' }

/**
 * Where the order of an exercise comes from. `fresh`: a pending one of its own. `bystander`: a pending one that nothing may
 * touch, shared by the exercises that must leave it alone. `none`: it is judged by what the others have shown.
 */
export type OrderNeed = 'fresh' | 'two-fresh' | 'bystander' | 'race' | 'none'

export interface Exercise {
  readonly name: ExerciseName
  /** The condition that should hold. */
  readonly title: string
  /** What the handler can be found guilty of by it. */
  readonly codes: readonly string[]
  readonly order: OrderNeed
  readonly steps: readonly StepPlan[]
  /** `answer`: without a database it is played for the answer alone. */
  readonly withoutDatabase: 'answer' | 'not-played'
  /** Must have passed, or this one would only show the same fault again. */
  readonly after?: readonly ExerciseName[]
}
