import { defineCheck, found } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import type { LoaderName } from '../../core/loader-name.ts'
import { definitionsOf } from '../../env-file/document.ts'
import type { Assignment } from '../../env-file/segment.ts'
import { type EnvFileLines, type EnvLines, envLines } from '../../probes/env-lines.ts'
import { lineFinding } from './line-finding.ts'
import { nameLoaders } from './name-loaders.ts'

const codes = {
  'env/duplicate-key': {
    severity: 'error',
    title: 'A variable is set twice in one file',
    why: 'Loaders let the last line win that they understand, so the line that is edited is often not the one that counts.',
    fix: 'Delete the line that should not count',
  },
} as const

export const noDuplicateKeys = defineCheck({
  id: 'no-duplicate-keys',
  family: 'env',
  title: 'Each variable is set once',
  codes,
  needs: { lines: envLines },
  judge: ({ lines }) => found(lines.files.flatMap((file) => judgeFile(file, lines))),
})

function judgeFile(file: EnvFileLines, lines: EnvLines): readonly Finding<'env/duplicate-key'>[] {
  return file.ours.flatMap((segment) => {
    const definitions = definitionsOf(file.document, segment.key)
    if (definitions.length < 2) return []
    const winners = lines.readings.loaders.map((loader) => ({ loader, line: winnerFor(loader, file, definitions) }))
    return [
      lineFinding(
        codes,
        'env/duplicate-key',
        { file, lines, segment },
        {
          severity: 'error',
          confidence: 'certain',
          message: `\`${segment.key}\` stands on lines ${listLines(definitions)}; ${describeWinners(winners)}`,
          span: segment.keySpan,
          evidence: {
            lines: definitions.map(({ line }) => line),
            wins: Object.fromEntries(winners.map(({ loader, line }) => [loader, line])),
          },
        },
      ),
    ]
  })
}

/** "4 and 7", "4, 7 and 9". */
function listLines(definitions: readonly Assignment[]): string {
  const numbers = definitions.map(({ line }) => line)
  return `${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`
}

/** The line that gives the loader what it reads in the whole file; null if none does. */
function winnerFor(loader: LoaderName, file: EnvFileLines, definitions: readonly Assignment[]): number | null {
  const whole = file.facts.readKey(loader, definitions[0]?.key ?? '')
  if (whole.outcome === 'unset' || whole.outcome === 'file-rejected') return null
  const giving = definitions.filter((one) => {
    const { outcome } = file.readLine(loader, one)
    return outcome !== 'unset' && outcome !== 'file-rejected'
  })
  return giving.at(-1)?.line ?? null
}

interface Winner {
  readonly loader: LoaderName
  readonly line: number | null
}

function describeWinners(winners: readonly Winner[]): string {
  const numbers = [...new Set(winners.map(({ line }) => line))]
  const [only] = numbers
  if (numbers.length === 1 && only !== undefined)
    return only === null ? 'no loader in use reads any' : `line ${only} wins`
  return numbers
    .map((number) => {
      const names = nameLoaders(winners.filter(({ line }) => line === number).map(({ loader }) => loader))
      return number === null ? `none counts for ${names}` : `line ${number} wins for ${names}`
    })
    .join(', ')
}
