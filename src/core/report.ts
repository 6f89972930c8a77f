import type { Topic } from './check.ts'
import type { Comparison } from './comparison.ts'
import type { Confidence, Finding, Fix } from './finding.ts'
import type { NetworkFacts } from './network-facts.ts'
import type { UnavailableKind } from './probe.ts'
import type { ProjectStack } from './stack.ts'

export type CheckStatus = 'pass' | 'warn' | 'fail' | 'skip' | 'crash'

/** What became of one check. */
export interface CheckResult {
  readonly id: string
  readonly family: string
  readonly title: string
  readonly topic?: Topic
  readonly status: CheckStatus
  /** Why it was skipped or crashed. */
  readonly reason: string | null
  readonly skippedBecause: UnavailableKind | null
  /** Shown behind the title of a pass. */
  readonly detail: string | null
  readonly durationMs: number
  readonly findings: readonly Finding[]
  /** What was thrown, only for `crash`. */
  readonly error?: unknown
}

export interface Cause {
  readonly code: string
  readonly confidence: Confidence
  /** Ids of the checks that found it. */
  readonly checks: readonly string[]
}

/** The conclusion of a run: one cause, one fix, and what cannot be known from here. */
export interface Verdict {
  readonly rootCause: string | null
  readonly confidence: Confidence | null
  readonly title: string
  readonly explanation: string
  readonly fix: Fix | null
  /** Independent causes; the first is the root cause if there is an error. */
  readonly causes: readonly Cause[]
  readonly unknowable: readonly string[]
}

export interface Summary {
  readonly pass: number
  readonly warn: number
  readonly fail: number
  readonly skip: number
  readonly crash: number
}

export interface Target {
  readonly environment: string | null
  readonly envFile: string | null
  readonly callbackUrl: string | null
  readonly appUrl: string | null
  readonly order: string | null
  /** What the project is made of and how it reads its env file. */
  readonly stack: Pick<ProjectStack, 'source' | 'frameworks' | 'loaders'>
}

export interface Report {
  readonly tool: { readonly name: string; readonly version: string; readonly node: string }
  readonly command: string
  readonly startedAt: Date
  readonly durationMs: number
  readonly exitCode: number
  readonly target: Target
  readonly summary: Summary
  readonly verdict: Verdict
  readonly checks: readonly CheckResult[]
  /** One variable in the eyes of several loaders, where that was asked for. */
  readonly comparison?: Comparison
  /** What was seen on the network, where something of it was looked at. */
  readonly network?: NetworkFacts
  /** How often everything was tried, where that was asked for. */
  readonly attempts?: number
  /** What to do next, for people. */
  readonly next: string
  /** Additions of one command (`deliveries`, `orders`), JSON-safe. */
  readonly extra: Readonly<Record<string, unknown>>
}

export function summarise(results: readonly CheckResult[]): Summary {
  const summary = { pass: 0, warn: 0, fail: 0, skip: 0, crash: 0 }
  for (const result of results) summary[result.status]++
  return summary
}
