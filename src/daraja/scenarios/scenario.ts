import type { FactSource } from '../fact-sources.ts'

/**
 * How well it is known: `captured` code and text were seen on the wire, `documented` both are on an official page,
 * `composed` they come from elsewhere and were put into an envelope that is known, `assumed` nobody ever published one.
 */
export type ScenarioGrade = 'captured' | 'documented' | 'composed' | 'assumed'

/** One callback that Safaricom sends, apart from the ids and amounts of a payment. */
export interface Scenario {
  /** Unique within its kind. */
  readonly name: string
  readonly aliases: readonly string[]
  /** Whether money moved, or what was asked for was done. */
  readonly outcome: 'success' | 'failure'
  /** With the JSON type that it has on the wire; null where the callback has none, as in C2B. */
  readonly resultCode: number | string | null
  /** The text on the wire; without a code, what sets this callback apart. */
  readonly resultDesc: string
  readonly grade: ScenarioGrade
  readonly source: FactSource
}

/** A scenario whose body is built in a form of its own. */
export interface ScenarioInForm<Form extends string> extends Scenario {
  readonly form: Form
}
