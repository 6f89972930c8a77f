import type { Graded } from '../../callbacks/audit/audit.ts'
import type { PlayedStep } from '../../callbacks/audit/play.ts'
import { formatDuration } from '../../core/duration.ts'
import { auditFinding } from './audit-finding.ts'
import type { Judged } from './judge-exercise.ts'

const slowMs = 3_000
const tooSlowMs = 8_000

/** The slowest answer of all. How a locked row or a slow database would slow it down cannot be played without writing. */
export function judgePrompt(graded: readonly Graded[]): Judged {
  let slowest: { readonly step: PlayedStep; readonly ms: number } | undefined
  let count = 0
  for (const { play } of graded)
    for (const step of play.kind === 'played' ? play.steps : [])
      for (const { outcome } of step.sent) {
        const ms = outcome.kind === 'answered' ? outcome.response.durationMs : outcome.durationMs
        const isTimeout = outcome.kind === 'failed' && outcome.failure.code === 'timed-out'
        if (outcome.kind === 'failed' && !isTimeout) continue
        count++
        if (slowest === undefined || ms > slowest.ms) slowest = { step, ms }
      }
  if (slowest === undefined) return 'an answer'
  const { step, ms } = slowest
  if (ms < slowMs) return [[], `the slowest of ${count} took ${formatDuration(ms)}`]
  const severity = ms >= tooSlowMs || step.sent.some(({ outcome }) => outcome.kind === 'failed') ? 'error' : 'warning'
  return [
    [
      auditFinding('handler/slow', `The slowest of ${count} answers took ${formatDuration(ms)}`, step, {
        severity,
        evidence: { durationMs: ms },
      }),
    ],
  ]
}
