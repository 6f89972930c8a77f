import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { decodeText } from '../../env-file/bytes.ts'
import { oddLineOf } from '../../env-file/lints/line-kinds.ts'
import type { Segment } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { harmFinding, limitFindings } from './harm-finding.ts'
import { repairFix } from './harm-text.ts'
import { lineFinding } from './line-finding.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/bad-key': {
    severity: 'warning',
    title: 'The name of a variable is not one that every loader accepts',
    why: 'Apps ask for the exact name. A name with blanks or dashes is lost in some loaders, and Laravel refuses the file.',
    fix: 'Use capital letters, digits and `_`',
  },
  'env/colon-separator': {
    severity: 'error',
    title: 'A variable is written with `:` in place of `=`',
    why: 'Only a few loaders know this form from YAML; to the others the variable is not set, or the whole file is refused.',
    fix: 'Write `NAME=value`',
  },
} as const

export const namesUnderstood = defineCheck({
  id: 'names-understood',
  family: 'env',
  title: 'Names are written as every loader reads them',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) =>
    found(lines.files.flatMap((file) => limitFindings([...judgeColons(file, lines), ...judgeKeys(file, lines)]))),
})

function judgeColons(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/colon-separator'>[] {
  const harms = file.harms().filter(({ code }) => code === 'env/colon-separator')
  const harmful = harms.map((harm) => {
    const { segment } = harm
    const name = segment.kind === 'assignment' ? segment.key : ''
    const span = segment.kind === 'assignment' ? segment.separatorSpan : undefined
    const what = `\`${name}\` is followed by \`:\``
    return harmFinding(codes, 'env/colon-separator', { file, lines, harm }, { what, span, fix: repairFix })
  })
  const others = file.ours.filter(
    (segment) => segment.separator === ':' && !harms.some((harm) => harm.segment === segment),
  )
  return [
    ...harmful,
    ...others.map((segment) =>
      lineFinding(
        codes,
        'env/colon-separator',
        { file, lines, segment },
        {
          severity: 'error',
          confidence: 'certain',
          message: `\`${segment.key}\` is followed by \`:\`, which the loaders in use take for \`=\` and others do not`,
          span: segment.separatorSpan,
          fix: repairFix,
        },
      ),
    ),
  ]
}

function judgeKeys(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/bad-key'>[] {
  const harms = file.harms().filter(({ code }) => code === 'env/bad-key')
  return file.document.segments.flatMap((segment) => {
    const key = keyOf(segment, file)
    const harm = harms.find((one) => one.segment === segment)
    if (key === undefined) return []
    const meant = key.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
    const isNearMiss = key !== meant && lines.variableOf(key) === undefined && lines.variableOf(meant) !== undefined
    const what = isNearMiss ? `\`${key}\` is not \`${meant}\`` : `\`${key}\` is no name that every loader accepts`
    const fix = isNearMiss ? { summary: `Rename it to \`${meant}\`` } : undefined
    if (harm !== undefined) return [harmFinding(codes, 'env/bad-key', { file, lines, harm }, { what, fix })]
    // Another app's settings may have any name that does no harm.
    if (!isNearMiss && segment.kind === 'assignment') return []
    const fault = { severity: 'warning', confidence: 'certain', message: what, fix } as const
    return [lineFinding(codes, 'env/bad-key', { file, lines, segment }, fault)]
  })
}

/** The name on a line, if it is one to look at. */
function keyOf(segment: Segment, { document }: EnvFileLines): string | undefined {
  if (segment.kind === 'assignment') return segment.key
  if (oddLineOf(document.bytes, segment) !== 'env/bad-key') return undefined
  const text = decodeText(document.bytes, segment)
  return text.slice(0, text.indexOf('=')).trim()
}
