import { defineCheck, found } from '../../core/check.ts'
import type { Finding, Fix } from '../../core/finding.ts'
import type { Harm } from '../../env-file/lints/harms.ts'
import { oddLineOf } from '../../env-file/lints/line-kinds.ts'
import type { Segment } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { harmFinding, limitFindings } from './harm-finding.ts'
import { repairFix } from './harm-text.ts'
import { lineFinding } from './line-finding.ts'
import { spelling } from './topics.ts'

const codes = {
  'env/junk-line': {
    severity: 'warning',
    title: 'A line of the env file means nothing',
    why: 'Some loaders pass over such a line, some lose the variable after it, and Laravel and docker refuse the whole file.',
    fix: 'Delete the line, put a `#` in front of it, or give it the form `NAME=value`',
  },
  'env/foreign-comment': {
    severity: 'warning',
    title: 'A comment begins with `;` or `//`',
    why: 'Only `#` begins a comment in an env file; some loaders refuse the whole file because of another one.',
    fix: 'Begin the comment with `#`',
  },
  'env/no-value': {
    severity: 'error',
    title: 'A variable stands without `=`',
    why: 'Loaders read it as unset, as null, or as whatever the shell happens to hold; none of them reads a value.',
    fix: 'Write `NAME=value`',
  },
} as const

type Code = keyof typeof codes

export const linesUnderstood = defineCheck({
  id: 'lines-understood',
  family: 'env',
  title: 'Each line is an assignment or a comment',
  topic: spelling,
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) => found(lines.files.flatMap((file) => limitFindings(judgeFile(file, lines)))),
})

function judgeFile(file: EnvFileLines, lines: EnvLines): readonly Finding<Code>[] {
  const harms = new Map<Segment, Harm>()
  for (const harm of file.harms()) if (harm.code in codes) harms.set(harm.segment, harm)
  return file.document.segments.flatMap((segment): readonly Finding<Code>[] => {
    const harm = harms.get(segment)
    const code = harm?.code ?? oddLineOf(file.document.bytes, segment)
    if (!isMine(code)) return []
    const what = whatIs(code, segment)
    if (harm !== undefined)
      return [harmFinding(codes, code, { file, lines, harm }, { what, fix: fixOf(code, segment) })]
    const isOurs = segment.kind === 'key-only' && lines.variableOf(segment.key) !== undefined
    if (code === 'env/no-value' && !isOurs) return []
    const { severity } = codes[code]
    const readings = isOurs ? { readings: lines.readings.of(file.facts, segment.key) } : {}
    const fault = { message: what, severity, confidence: 'certain', fix: fixOf(code, segment), ...readings } as const
    return [lineFinding(codes, code, { file, lines, segment }, fault)]
  })
}

function isMine(code: string | undefined): code is Code {
  return code !== undefined && code in codes
}

function whatIs(code: Code, segment: Segment): string {
  const line = `Line ${segment.line}`
  if (segment.kind === 'key-only' && code === 'env/no-value')
    return `\`${segment.key}\` stands on line ${segment.line} without \`=\` and value`
  if (segment.kind === 'assignment') return `The line of \`${segment.key}\` cannot be read`
  return code === 'env/foreign-comment'
    ? `${line} is a comment that does not begin with \`#\``
    : `${line} is neither an assignment nor a comment`
}

function fixOf(code: Code, segment: Segment): Fix | undefined {
  if (code === 'env/foreign-comment') return repairFix
  return segment.kind === 'key-only' && code === 'env/no-value'
    ? { summary: 'Write the value behind it:', code: `${segment.key}=` }
    : undefined
}
