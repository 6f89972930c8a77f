import type { CodeDefinitions } from '../core/finding.ts'
import type { Redactor } from '../core/redact.ts'
import type { Report } from '../core/report.ts'

/** What a reporter needs besides the report. */
export interface RenderContext {
  /** General truths of the codes: title, reason and usual fix. */
  readonly definitions: CodeDefinitions
  readonly redact: Redactor
  /** True if the user asked for unmasked output on a terminal; `redact` is then the plain one. */
  readonly showSecrets: boolean
}

/** Turns a finished report into one text, which ends with a line feed. Pure. */
export interface Reporter {
  readonly name: string
  render(report: Report, context: RenderContext): string
}

/** True if the run failed because of warnings alone, which only `--strict` does (exit code 7). */
export function failedOnWarnings(report: Pick<Report, 'exitCode'>): boolean {
  return report.exitCode === 7
}
