import type { CodeDefinitions, Finding, Fix, Severity } from '../../core/finding.ts'
import type { Harm } from '../../env-file/lints/harms.ts'
import type { Span } from '../../env-file/segment.ts'
import type { EnvFileLines, EnvLines } from '../../probes/env-lines.ts'
import { type Grade, gradeOf } from './grade.ts'
import { describeHarm, harmedLoaders, repairOnly } from './harm-text.ts'
import { lineFinding } from './line-finding.ts'

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }

/** Findings of one code in one file; more would say nothing new. */
const most = 16

export interface HarmWords {
  readonly what: string
  readonly span?: Span | undefined
  /** In place of the code's own reason, where that speaks of something else. */
  readonly why?: string | undefined
  readonly fix?: Fix | undefined
}

/**
 * A line that costs the app variables. Where nothing says which loader is used, a line that is not ours and that most of
 * the usual loaders pass over is only worth a note.
 */
export function harmFinding<C extends CodeDefinitions, K extends Extract<keyof C, string>>(
  codes: C,
  code: K,
  { file, lines, harm }: { file: EnvFileLines; lines: EnvLines; harm: Harm },
  { what, span, why, fix }: HarmWords,
): Finding<K> {
  const { segment, rejectedBy, swallowed } = harm
  const loaders = harmedLoaders(harm)
  const isOurs = segment.kind === 'assignment' && file.ours.includes(segment)
  const reason = rejectedBy[0]?.reason ?? null
  return lineFinding(
    codes,
    code,
    { file, lines, segment },
    {
      ...gradeHarm(harm, isOurs && !needsDetection.has(code), lines),
      message: `${what}; ${describeHarm(harm)}`,
      evidence: {
        loaders,
        ...(reason === null ? {} : { reason }),
        ...(swallowed.length === 0 ? {} : { swallowed: [...new Set(swallowed.flatMap(({ keys }) => keys))] }),
      },
      ...(span === undefined ? {} : { span }),
      ...(segment.kind === 'assignment' && isOurs ? { readings: lines.readings.of(file.facts, segment.key) } : {}),
      why,
      fix: fix?.automatic === true ? keepPromise(fix, harm, isOurs, lines) : fix,
    },
  )
}

/** Lines of other variables than ours that cost the app all of them, or some of ours. */
export function judgeHarms<C extends CodeDefinitions, K extends Extract<keyof C, string>>(
  codes: C,
  code: K,
  file: EnvFileLines,
  lines: EnvLines,
  what: string,
): readonly Finding<K>[] {
  return file.harms().flatMap((harm) => {
    const { segment } = harm
    if (harm.code !== code || segment.kind !== 'assignment' || file.ours.includes(segment)) return []
    return [
      harmFinding(codes, code, { file, lines, harm }, { what: `\`${segment.key}\` ${what}`, span: segment.keySpan }),
    ]
  })
}

/** Everyday spellings, that count only where a loader is known to be in use that stumbles over them. */
const needsDetection: ReadonlySet<string> = new Set(['env/export-prefix', 'env/unquoted-space'])

/** Lines that mean nothing to any loader: those that pass over them do not make them right. */
const neverRight: ReadonlySet<string> = new Set(['env/foreign-comment', 'env/junk-line'])

/** Loaders that are never guessed: a file of the project speaks of them. */
const evident: ReadonlySet<string> = new Set(['docker', 'sh'])

function gradeHarm(harm: Harm, isGrave: boolean, lines: EnvLines): Grade {
  const grade = gradeOf('error', harmedLoaders(harm), lines)
  if (grade.confidence === 'possible' && harm.rejectedBy.some(({ loader }) => evident.has(loader)))
    return { severity: 'error', confidence: 'likely' }
  const isWrong = harm.segment.kind !== 'assignment' && neverRight.has(harm.code)
  return grade.confidence === 'possible' && !isGrave && !isWrong ? { ...grade, severity: 'info' } : grade
}

/** Where the loaders are guessed and some do not mind, `--fix` leaves everyday spellings and what is not ours alone. */
function keepPromise(fix: Fix, harm: Harm, isOurs: boolean, { readings }: EnvLines): Fix | undefined {
  const isMindedByAll = harmedLoaders(harm).length >= readings.loaders.length
  if (!readings.isGuess || isMindedByAll || harm.segment.kind !== 'assignment') return fix
  if (!isOurs) return undefined
  return needsDetection.has(harm.code) ? repairOnly(harm.code) : fix
}

/** The first few findings of each code, the gravest first, and the last of them with the number of those left out. */
export function limitFindings<K extends string>(findings: readonly Finding<K>[]): readonly Finding<K>[] {
  const shown: Finding<K>[] = []
  for (const code of new Set(findings.map((finding) => finding.code))) {
    const alike = findings
      .filter((finding) => finding.code === code)
      .sort((a, b) => rank[a.severity] - rank[b.severity])
    const more = alike.length - most
    for (const [index, finding] of alike.slice(0, most).entries())
      shown.push(
        more > 0 && index === most - 1
          ? { ...finding, message: `${finding.message} (and ${more} more of the kind)` }
          : finding,
      )
  }
  return shown
}
