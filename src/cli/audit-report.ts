import type { Graded } from '../callbacks/audit/audit.ts'
import type { NotPlayed } from '../callbacks/audit/play.ts'
import { deliveriesJson } from '../callbacks/audit/play.ts'
import type { JsonObject } from '../core/json.ts'
import type { UnavailableKind } from '../core/probe.ts'
import type { CheckResult } from '../core/report.ts'

export interface Score {
  readonly passed: number
  readonly played: number
  readonly total: number
}

export function scoreOf(graded: readonly Graded[]): Score {
  const played = graded.filter(({ grade }) => grade.outcome !== 'not-played')
  const passed = played.filter(({ grade }) => grade.outcome === 'pass')
  return { passed: passed.length, played: played.length, total: graded.length }
}

/** "11 of 14 exercises passed, 6 not played". */
export function describeScore({ passed, played, total }: Score): string {
  const rest = total === played ? '' : `, ${total - played} not played`
  return `${passed} of ${played} exercises passed${rest}`
}

const kinds: Readonly<Record<NotPlayed['because'], UnavailableKind>> = {
  'no-order': 'not-configured',
  'no-database': 'not-configured',
  'not-applicable': 'not-configured',
  spoilt: 'blocked',
  ended: 'denied',
}

/** Each exercise is a line of the report, as a check is. */
export function resultOf({ exercise, play, grade, durationMs }: Graded): CheckResult {
  const { outcome, findings, detail } = grade
  const isPlayed = outcome !== 'not-played'
  return {
    id: `audit-${exercise.name}`,
    family: exercise.name === 'c2b-and-stk' ? 'c2b' : 'handler',
    title: exercise.title,
    status: outcome === 'not-played' ? 'skip' : outcome,
    reason: isPlayed ? null : detail,
    skippedBecause: isPlayed ? null : play.kind === 'not-played' ? kinds[play.because] : 'unsupported',
    detail: isPlayed ? detail : null,
    durationMs,
    findings,
  }
}

/** The additions to the JSON report; the deliveries of an exercise are named by their places in `deliveries`. */
export function auditJson(graded: readonly Graded[]): {
  readonly deliveries: readonly JsonObject[]
  readonly audit: JsonObject
} {
  const deliveries: JsonObject[] = []
  const exercises = graded.map(({ exercise, play, grade, durationMs }): JsonObject => {
    const own = play.kind === 'played' ? deliveriesJson(play) : []
    const first = deliveries.length
    deliveries.push(...own)
    return {
      exercise: exercise.name,
      title: exercise.title,
      outcome: grade.outcome,
      codes: [...new Set(grade.findings.map(({ code }) => code))],
      reason: grade.outcome === 'not-played' ? grade.detail : null,
      deliveries: own.map((_, index) => first + index),
      durationMs,
    }
  })
  return { deliveries, audit: { score: { ...scoreOf(graded) }, exercises } }
}
