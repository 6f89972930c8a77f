import type { JsonObject } from '../core/json.ts'
import { documentReport } from './json-document.ts'
import { redactJson } from './json-redact.ts'
import { printJson } from './json-text.ts'
import type { Reporter } from './reporter.ts'

/** One JSON document as `schema/report.schema.json` describes it, followed by what the command adds. */
export const jsonReporter: Reporter = {
  name: 'json',
  render(report, context) {
    const document = documentReport(report, context)
    const extra = redactJson(report.extra, context.redact) as JsonObject
    // The document comes first for the order of the keys, and last so that an addition cannot replace a field of it.
    return `${printJson({ ...document, ...extra, ...document }, 2)}\n`
  },
}
