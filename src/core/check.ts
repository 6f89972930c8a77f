import type { CodeDefinitions, Finding } from './finding.ts'
import type { Observation, Probe, UnavailableKind } from './probe.ts'

export type Needs = Readonly<Record<string, Probe<unknown>>>

/** Values of the probes that a check cannot do without. */
export type Facts<N extends Needs> = { readonly [K in keyof N]: N[K] extends Probe<infer T> ? T : never }

/** Values of the probes that a check uses if they could be made. */
export type Hints<N extends Needs> = { readonly [K in keyof N]: N[K] extends Probe<infer T> ? Observation<T> : never }

export interface Passed<Code extends string = string> {
  readonly kind: 'pass'
  /** Shown behind the title: "5 of 5". */
  readonly detail?: string
  /** Information only; a check with a warning or an error has not passed. */
  readonly notes?: readonly Finding<Code>[]
}

export interface Found<Code extends string> {
  readonly kind: 'found'
  readonly findings: readonly Finding<Code>[]
}

export interface Skipped {
  readonly kind: 'skip'
  readonly because: UnavailableKind
  readonly reason: string
}

export type Judgement<Code extends string = string> = Passed<Code> | Found<Code> | Skipped

/** Several checks that people take for one: where all of them pass, one line says so. */
export interface Topic {
  /** The condition that they stand for together. */
  readonly holds: string
  /** What they look at, where only some of them pass: "13 more checks of …". */
  readonly subject: string
}

/** Judges facts. Pure: the same facts give the same judgement, and nothing else is touched. */
export interface Check<N extends Needs = Needs, W extends Needs = Needs, C extends CodeDefinitions = CodeDefinitions> {
  readonly id: string
  readonly family: string
  /** The condition that should hold, so that it reads right behind every glyph. */
  readonly title: string
  /** Shared with other checks, by identity. */
  readonly topic?: Topic
  readonly codes: C
  readonly needs: N
  readonly wants?: W
  judge(facts: Facts<N>, hints: Hints<W>): Judgement<Extract<keyof C, string>>
}

/** A check whose probe types no longer matter: what registries and the runner hold. */
export interface AnyCheck {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly topic?: Topic
  readonly codes: CodeDefinitions
  readonly needs: Needs
  readonly wants?: Needs
  // A method, so that checks of any fact type fit: the runner passes exactly what `needs` and `wants` name.
  judge(facts: Readonly<Record<string, unknown>>, hints: Readonly<Record<string, unknown>>): Judgement<string>
}

/** Keeps the literal codes and the fact types of one check. */
export function defineCheck<N extends Needs, C extends CodeDefinitions, W extends Needs = Record<never, never>>(
  check: Check<N, W, C>,
): Check<N, W, C> {
  return check
}

export function pass<Code extends string = never>(detail?: string, notes?: readonly Finding<Code>[]): Passed<Code> {
  return { kind: 'pass', ...(detail === undefined ? {} : { detail }), ...(notes?.length ? { notes } : {}) }
}

/** Findings if there are any, else a pass. */
export function found<Code extends string>(
  findings: readonly Finding<Code>[],
  detail?: string,
): Passed<Code> | Found<Code> {
  return findings.some((finding) => finding.severity !== 'info') ? { kind: 'found', findings } : pass(detail, findings)
}

export function skip(because: UnavailableKind, reason: string): Skipped {
  return { kind: 'skip', because, reason }
}
