import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding } from '../../core/finding.ts'
import type { Newline } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'

const codes = {
  'env/line-endings': {
    severity: 'error',
    title: 'The lines of the env file end in an unusual way',
    why: 'A loader that does not take the character for the end of a line reads it, and what follows, as part of the value.',
    fix: 'Save the file with LF line ends',
  },
} as const

export const lineEndings = defineCheck({
  id: 'line-endings-read',
  family: 'env',
  title: 'Lines end as the loaders in use expect',
  topic: 'The file says the same to every loader in use',
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) => found(lines.files.flatMap((file) => judgeFile(file, lines))),
})

function judgeFile(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/line-endings'>[] {
  const { document, path } = file
  const count = (newline: Newline): number => document.segments.filter((one) => one.newline === newline).length
  const counts = { lf: count('lf'), crlf: count('crlf'), cr: count('cr') }
  if (counts.crlf === 0 && counts.cr === 0) return []
  if (counts.cr > 0 && counts.lf === 0 && counts.crlf === 0)
    return [
      createFinding(codes, 'env/line-endings', `All lines of \`${path}\` end with CR alone, as on the first Macs`, {
        evidence: counts,
        location: { file: path },
      }),
    ]
  const inShell = keptByShell(file, lines)
  if (inShell !== undefined) return [inShell]
  const kinds = Object.entries(counts).filter(([, number]) => number > 0)
  if (kinds.length < 2) return []
  const listed = kinds.map(([name, number]) => `${number} with ${name.toUpperCase()}`).join(', ')
  return [
    createFinding(codes, 'env/line-endings', `The lines of \`${path}\` end differently: ${listed}`, {
      severity: counts.cr > 0 && losesAfterReturn(file, lines) ? 'error' : 'info',
      evidence: counts,
      location: { file: path, line: document.segments.find(({ newline }) => newline !== kinds[0]?.[0])?.line ?? 1 },
    }),
  ]
}

/** A shell that sources the file keeps the CR of a Windows line end in the value. */
function keptByShell({ ours, facts, path }: EnvFileLines, { readings }: EnvLines) {
  if (!readings.loaders.includes('sh')) return undefined
  const kept = ours.filter(({ key }) => {
    const reading = facts.readKey('sh', key)
    return reading.outcome === 'value' && reading.value.endsWith('\r')
  })
  const [first] = kept
  if (first === undefined) return undefined
  const message = `\`sh\` keeps the CR of the Windows line end in \`${first.key}\`${kept.length > 1 ? ` and ${kept.length - 1} more` : ''}`
  return createFinding(codes, 'env/line-endings', message, {
    severity: 'warning',
    evidence: { variable: first.key, line: first.line, variables: kept.map(({ key }) => key) },
    location: { file: path, line: first.line },
    readings: readings.show(first.key, readings.of(facts, first.key)),
  })
}

function losesAfterReturn({ ours, facts, document }: EnvFileLines, { readings }: EnvLines): boolean {
  const afterReturn = new Set(
    document.segments.filter((_, index) => document.segments[index - 1]?.newline === 'cr').map(({ start }) => start),
  )
  return ours.some(
    ({ key, start }) =>
      afterReturn.has(start) && readings.loaders.some((loader) => facts.readKey(loader, key).outcome === 'unset'),
  )
}
