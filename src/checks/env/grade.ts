import type { Confidence, Severity } from '../../core/finding.ts'
import type { EnvLines } from '../../probes/env-lines.ts'

export interface Grade {
  readonly severity: Severity
  readonly confidence: Confidence
}

/**
 * How grave a fault is that these loaders stumble over: as grave as it is called, unless nothing says which loader the
 * app uses and some of the usual ones do not stumble. Then it is a warning, and possible only.
 */
export function gradeOf(
  severity: Severity,
  wrong: readonly unknown[],
  { readings }: EnvLines,
  confidence: Confidence = 'certain',
): Grade {
  if (!readings.isGuess || wrong.length >= readings.loaders.length) return { severity, confidence }
  return { severity: severity === 'error' ? 'warning' : severity, confidence: 'possible' }
}
