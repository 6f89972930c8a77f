import type { Verdict } from '../core/report.ts'

/** The last line of a report: the fix and how to prove it, or where to go from here. */
export function nextAfter(again: string, healthy: string): (verdict: Verdict) => string {
  return ({ rootCause, fix, causes }) => {
    if (rootCause === null) return causes.length > 0 ? `look at the warnings above; then ${healthy}` : healthy
    return fix?.command === undefined ? `fix that, then run ${again} again` : `\`${fix.command}\`, then ${again} again`
  }
}
