import { printable } from '../core/printable.ts'
import type { Report } from '../core/report.ts'
import { explainStack, nameStack } from '../stack/describe-stack.ts'
import { renderComparison } from './comparison.ts'
import type { PrettyContext } from './pretty-context.ts'
import { markCode } from './pretty-rows.ts'
import { renderSections } from './pretty-sections.ts'
import { renderVerdict } from './pretty-verdict.ts'
import { wrapText } from './wrap-text.ts'

/** The report for people: sections, one line for a pass, evidence and fix for the rest, the next step last. */
export function renderPretty(report: Report, context: PrettyContext): string {
  const blocks = [
    renderHeader(report, context),
    report.comparison === undefined ? '' : renderComparison(report.comparison, context),
    ...renderSections(report.checks, context),
    report.network === undefined ? '' : (context.renderNetwork?.(report.network, context) ?? ''),
  ].filter((block) => block !== '')
  const above = context.glyphs.text(blocks.join('\n\n'))
  return `${above}\n\n${context.glyphs.text(renderVerdict(report, above, context))}\n`
}

function renderHeader({ tool, target }: Report, context: PrettyContext): string {
  const { paint, glyphs, width, verbose } = context
  const names = nameStack(target.stack)
  const envFile = target.envFile === null || names === '' ? target.envFile : `${target.envFile} (${names})`
  const parts = [`${paint.bold(tool.name)} ${tool.version}`, envFile, target.environment, target.order]
  const header = parts.filter((part) => part !== null).join(` ${glyphs.separator} `)
  if (!verbose) return header
  const reasons = explainStack(target.stack).map((line) =>
    markCode(wrapText(glyphs.text(printable(line)), Math.max(30, width - 4)).join('\n    '), paint),
  )
  return [header, ...reasons.map((line) => `  ${line}`)].join('\n')
}
