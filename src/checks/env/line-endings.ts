import { defineCheck, found } from '../../core/check.ts'
import { createFinding, type Finding, type Fix } from '../../core/finding.ts'
import type { LoaderName } from '../../core/loader-name.ts'
import type { Assignment, Newline } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { gradeOf } from './grade.ts'
import { nameLoaders, verb } from './name-loaders.ts'
import { spelling } from './topics.ts'

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
  topic: spelling,
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
  const kept = judgeKept(file, lines)
  if (kept !== undefined) return [kept]
  const kinds = Object.entries(counts).filter(([, number]) => number > 0)
  if (kinds.length < 2) return []
  const listed = kinds.map(([name, number]) => `${number} with ${name.toUpperCase()}`).join(', ')
  return [
    createFinding(codes, 'env/line-endings', `The lines of \`${path}\` end differently: ${listed}`, {
      severity: counts.cr > 0 && losesAfterReturn(file, lines) ? 'error' : 'info',
      evidence: counts,
      location: { file: path, line: document.segments.find(({ newline }) => newline !== kinds[0]?.[0])?.line ?? 1 },
      fix: counts.cr === 0 ? takeReturnsAway(path) : undefined,
    }),
  ]
}

/** A loader that keeps the CR of a line end, as a shell does that sources the file, gives it to the app in the value. */
function judgeKept({ ours, facts, path }: EnvFileLines, lines: EnvLines): Finding<'env/line-endings'> | undefined {
  const { readings } = lines
  const ended = ours.filter(({ newline }) => newline === 'crlf' || newline === 'cr')
  const keptBy = (loader: LoaderName): readonly Assignment[] =>
    ended.filter(({ key }) => {
      const reading = facts.readKey(loader, key)
      return reading.outcome === 'value' && reading.value.endsWith('\r')
    })
  const keeping = readings.loaders.filter((loader) => keptBy(loader).length > 0)
  const kept = [...new Set(keeping.flatMap(keptBy))].sort((one, other) => one.start - other.start)
  const [first] = kept
  if (first === undefined) return undefined
  const more = kept.length === 1 ? '' : `, and ${kept.length - 1} more`
  const message = `${nameLoaders(keeping)} ${verb(keeping, 'keeps', 'keep')} the CR of the Windows line end in the value: \`${first.key}\`${more}`
  return createFinding(codes, 'env/line-endings', message, {
    ...gradeOf('error', keeping, lines),
    evidence: { variable: first.key, line: first.line, variables: kept.map(({ key }) => key), loaders: keeping },
    location: { file: path, line: first.line },
    readings: readings.show(first.key, readings.of(facts, first.key)),
    why: 'The value that the app gets ends with a character that nobody sees; Safaricom refuses the key, the shortcode or the callback URL for it.',
    fix: takeReturnsAway(path),
  })
}

/** What a shell would make of an odd path is kept from it by quotes. */
function takeReturnsAway(path: string): Fix {
  const file = /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
  return { summary: 'Let the lines end with LF alone:', command: `sed -i 's/\\r$//' ${file}` }
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
