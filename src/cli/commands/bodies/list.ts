import { checks } from '../../../checks/index.ts'
import { usageError } from '../../../core/errors.ts'
import { nearestName } from '../../../core/nearest-name.ts'
import { wrapText } from '../../../reporters/wrap-text.ts'
import type { CommandBody } from '../../command.ts'
import { formatOf } from '../../run-report.ts'

export const runList: CommandBody = async (invocation) => {
  const { args, output } = invocation
  const [family] = args
  const families = [...new Set(checks.map((check) => check.family))]
  if (family !== undefined && !families.some((name) => name === family)) {
    const near = nearestName(family, families)
    throw usageError('unknown-name', `There is no family \`${family}\``, {
      summary: near === undefined ? `one of: ${families.join(', ')}` : `did you mean \`${near}\`?`,
    })
  }
  const listed = checks.filter((check) => family === undefined || check.family === family)
  if (formatOf(invocation) === 'json') {
    const document = listed.map(({ id, family: name, title, codes }) => ({
      id,
      family: name,
      title,
      codes: Object.entries(codes).map(([code, { severity, title: fault }]) => ({ code, severity, title: fault })),
    }))
    output.document(`${JSON.stringify(document, null, 2)}\n`)
    return 0
  }
  const { paint, width } = output
  const hanging = (text: string, column: number): string =>
    wrapText(text, Math.max(24, width - column)).join(`\n${' '.repeat(column)}`)
  for (const check of listed) {
    output.data(`${paint.bold(check.id)}  ${hanging(check.title, check.id.length + 2)}\n`)
    for (const [code, { severity, title }] of Object.entries(check.codes))
      output.data(`  ${code.padEnd(30)} ${severity.padEnd(8)} ${hanging(title, 42)}\n`)
  }
  return 0
}
