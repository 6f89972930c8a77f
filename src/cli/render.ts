import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { KnownError } from '../core/errors.ts'
import type { CodeDefinitions } from '../core/finding.ts'
import type { Report } from '../core/report.ts'
import type { FormatName } from '../reporters/format-names.ts'
import { plainPaint } from '../reporters/paint.ts'
import { renderPretty } from '../reporters/pretty.ts'
import type { PrettyContext } from '../reporters/pretty-context.ts'
import { renderShort } from '../reporters/short.ts'
import type { Invocation } from './command.ts'
import { formatOf } from './run-report.ts'

/** Prints the report in the format that was asked for. */
export async function printReport(report: Report, invocation: Invocation, definitions: CodeDefinitions): Promise<void> {
  const { output } = invocation
  output.document(await renderAs(formatOf(invocation) as FormatName, report, invocation, definitions, output.paint))
}

/** Writes every `--report format:file`; a file that cannot be written is an error of its own, not a lost report. */
export async function writeReports(
  report: Report,
  invocation: Invocation,
  definitions: CodeDefinitions,
): Promise<void> {
  for (const { format, file } of invocation.globals.report ?? []) {
    const text = await renderAs(format as FormatName, report, invocation, definitions, plainPaint)
    try {
      writeFileSync(resolve(invocation.project.folder, file), text)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unknown error'
      throw new KnownError('usage', 'report-unwritable', `The report ${file} cannot be written (${code})`, {
        fix: { summary: 'correct the path behind --report' },
      })
    }
  }
}

async function renderAs(
  format: FormatName,
  report: Report,
  { output, redactor, globals }: Invocation,
  definitions: CodeDefinitions,
  paint: typeof plainPaint,
): Promise<string> {
  if (format === 'pretty' || format === 'short') {
    const { glyphs, width, verbose } = output
    const context: PrettyContext = {
      paint,
      glyphs,
      width,
      verbose,
      definitions,
      redact: (text) => redactor.text(text),
      ...(await networkPart(report, verbose)),
    }
    return redactor.text(format === 'pretty' ? renderPretty(report, context) : renderShort(report, context))
  }
  const { reporters } = await import('../reporters/index.ts')
  return reporters[format].render(report, { definitions, redact: redactor, showSecrets: globals.showSecrets === true })
}

async function networkPart({ network }: Report, verbose: boolean): Promise<Pick<PrettyContext, 'renderNetwork'>> {
  if (network === undefined || !verbose) return {}
  const { renderNetwork } = await import('../reporters/network.ts')
  return { renderNetwork }
}
