import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import type { Assignment } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { harmFinding } from './harm-finding.ts'
import { repairFix, repairOnly } from './harm-text.ts'
import { lineFinding } from './line-finding.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/export-prefix': {
    severity: 'error',
    title: 'Lines of the env file begin with `export`',
    why: 'docker refuses the whole file; python-decouple takes `export NAME` for the name, so that the variable is not set.',
    fix: 'Write `NAME=value` without `export`',
  },
} as const

export const noExportPrefix = defineCheck({
  id: 'no-export-prefix',
  family: 'env',
  title: 'Names stand without a shell’s export',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) => found(lines.files.flatMap((file) => judgeFile(file, lines))),
})

/** One finding for a file: who writes it writes it everywhere. */
function judgeFile(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/export-prefix'>[] {
  const exported = file.document.segments.filter(isExported)
  const [first] = exported
  if (first === undefined) return []
  const count = exported.length === 1 ? 'One line begins' : `${exported.length} lines begin`
  const what = `${count} with \`export\``
  // In a file that a shell reads, the word may be there on purpose.
  const fix = lines.readings.loaders.includes('sh') ? undefined : repairFix
  const harms = file.harms().filter(({ code }) => code === 'env/export-prefix')
  const harm = harms.find(({ segment }) => isExported(segment) && file.ours.includes(segment)) ?? harms[0]
  if (harm !== undefined && isExported(harm.segment)) {
    const merged = {
      ...harm,
      rejectedBy: harms.flatMap((one) => one.rejectedBy),
      lostBy: harms.flatMap((one) => one.lostBy),
    }
    const span = harm.segment.exportPrefix
    return [
      harmFinding(codes, 'env/export-prefix', { file, lines, harm: merged }, { what, span: span ?? undefined, fix }),
    ]
  }
  if (!exported.some((segment) => file.ours.includes(segment))) return []
  return [
    lineFinding(
      codes,
      'env/export-prefix',
      { file, lines, segment: first },
      {
        severity: 'info',
        confidence: 'certain',
        message: `${what}, which the loaders in use pass over and others do not`,
        span: first.exportPrefix ?? first.keySpan,
        fix: fix === undefined ? undefined : repairOnly('env/export-prefix'),
      },
    ),
  ]
}

function isExported(segment: { readonly kind: string }): segment is Assignment {
  return segment.kind === 'assignment' && (segment as Assignment).exportPrefix !== null
}
