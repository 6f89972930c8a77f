import type { CheckResult } from '../core/report.ts'

/** What a run from this machine can never see, said only where it matters. */
export function unseenFromHere(results: readonly CheckResult[]): readonly string[] {
  const reachedFromHere = results.some(
    ({ id, status }) => id === 'http-callback' && (status === 'pass' || status === 'warn'),
  )
  return reachedFromHere
    ? ["whether Safaricom's own network can reach this host: a firewall may let only some addresses in"]
    : []
}
