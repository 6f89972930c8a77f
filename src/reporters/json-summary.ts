import type { Summary } from '../core/report.ts'

/** The counts in words, without zeros, the worst first: "1 failed, 1 warning, 10 passed, 3 skipped". */
export function describeSummary(summary: Summary): string {
  const parts: readonly (readonly [number, string])[] = [
    [summary.crash, 'crashed'],
    [summary.fail, 'failed'],
    [summary.warn, summary.warn === 1 ? 'warning' : 'warnings'],
    [summary.pass, 'passed'],
    [summary.skip, 'skipped'],
  ]
  const seen = parts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`)
  return seen.length === 0 ? 'no checks' : seen.join(', ')
}
