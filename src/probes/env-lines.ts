import type { LoaderName } from '../core/loader-name.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { FrameworkName } from '../core/stack.ts'
import type { KnownVariable } from '../daraja/variables.ts'
import { conflictMarkersIn, type EnvDocument } from '../env-file/document.ts'
import { type KeyReading, readingOfKey } from '../env-file/key-reading.ts'
import { findHarms, type Harm, longestLine } from '../env-file/lints/harms.ts'
import { isPlainLine } from '../env-file/lints/line-kinds.ts'
import { readAlone } from '../env-file/lints/read-alone.ts'
import { findSpelling, type Spelling } from '../env-file/lints/spelling.ts'
import type { Loader, Surroundings } from '../env-file/loader.ts'
import { readDotenv } from '../env-file/loaders/dotenv.ts'
import { loaders as allLoaders } from '../env-file/loaders/index.ts'
import type { Assignment } from '../env-file/segment.ts'
import type { EnvFileFacts } from './env-values.ts'
import { type OurKeys, ourKeys } from './our-keys.ts'
import { type Readings, readings } from './readings.ts'
import { variableNames } from './variable-names.ts'

/** The definition that counts of one of our variables, where it is written so that loaders may differ. */
export interface EnvLine {
  readonly file: EnvFileLines
  readonly segment: Assignment
  readonly variable: KnownVariable
  readonly isSecret: boolean
  /** What each loader in use makes of this line by itself. */
  alone(): readonly KeyReading[]
  /** How to write a value on this line so that every loader in use reads it whole. */
  spell(value: string): Spelling | undefined
}

export interface EnvFileLines {
  readonly facts: EnvFileFacts
  readonly path: string
  readonly document: EnvDocument
  /** Definitions that count of our variables: the last one of each. */
  readonly ours: readonly Assignment[]
  /** Those of them that are not plain. */
  readonly suspects: readonly EnvLine[]
  /** Lines that cost the app variables. */
  harms(): readonly Harm[]
  /** What a loader makes of one line by itself. */
  readLine(loader: LoaderName, segment: Assignment): KeyReading
}

/** The env files line by line, for judging how lines and values are written. */
export interface EnvLines {
  readonly readings: Readings
  readonly files: readonly EnvFileLines[]
  readonly frameworks: readonly FrameworkName[]
  readonly variableOf: (key: string) => KnownVariable | undefined
}

/** A file with merge conflicts or in UTF-16 is left out: its lines are not what anybody wrote. */
export const envLines: Probe<EnvLines> = {
  id: 'env-lines',
  activity: 'reading the lines of the env file',
  instant: true,
  async run({ observe, project }) {
    const [read, names] = await Promise.all([observe(readings), observe(variableNames)])
    if (!read.available) return read
    if (!names.available) return names
    const ours = ourKeys(names.value)
    const inUse = read.value.loaders.map((name) => allLoaders[name])
    const files: EnvFileLines[] = []
    let reason = 'an env file that can be read'
    for (const facts of read.value.values.files) {
      const { document } = facts
      if (document === undefined) continue
      if (hasConflict(document)) reason = 'an env file without merge conflicts'
      else if (document.segments[0]?.kind === 'unreadable') reason = 'an env file in UTF-8'
      else files.push(linesOf(facts, document, inUse, ours, project))
    }
    if (files.length === 0) return unavailable('blocked', reason)
    const frameworks = project.stack.frameworks.map(({ name }) => name)
    return observed({ readings: read.value, files, frameworks, variableOf: ours.variableOf })
  },
}

/** A row of `=` alone is somebody's ornament; Git never leaves it without the markers around it. */
export function hasConflict(document: EnvDocument): boolean {
  return conflictMarkersIn(document).some(({ marker }) => marker === '<' || marker === '>')
}

interface Context {
  readonly processVariables: Readonly<Record<string, string | undefined>>
  readonly stack: { readonly nodeMajor: number }
}

function linesOf(
  facts: EnvFileFacts,
  document: EnvDocument,
  inUse: readonly Loader[],
  { variableOf, isSecret }: OurKeys,
  { processVariables, stack }: Context,
): EnvFileLines {
  const last = new Map<string, Assignment>()
  for (const segment of document.segments)
    if (segment.kind === 'assignment' && variableOf(segment.key) !== undefined) last.set(segment.key, segment)
  const ours = [...last.values()].sort((a, b) => a.start - b.start)
  let others: Record<string, string | undefined> | undefined
  // References on a line reach the rest of the file; the line's own variable must come from the line.
  const surroundings = (key: string): Surroundings => {
    others ??= { ...processVariables, ...Object.fromEntries(readDotenv(document.bytes)) }
    const { [key]: _, ...variables } = others
    return { variables, nodeMajor: stack.nodeMajor }
  }
  let harms: readonly Harm[] | undefined
  const file: EnvFileLines = {
    facts,
    path: facts.file.path,
    document,
    ours,
    suspects: ours
      .filter((segment) => segment.end - segment.start <= longestLine && !isPlainLine(document.bytes, segment))
      .flatMap(lineOf),
    harms() {
      harms ??= findHarms({ document, loaders: inUse, ours, surroundings, whole: facts.read })
      return harms
    },
    readLine: (loader, segment) =>
      readingOfKey(
        loader,
        readAlone(allLoaders[loader], document.bytes, segment, surroundings(segment.key)),
        segment.key,
      ),
  }
  return file

  function lineOf(segment: Assignment): readonly EnvLine[] {
    const { key } = segment
    const variable = variableOf(key)
    if (variable === undefined) return []
    let known: readonly KeyReading[] | undefined
    return [
      {
        // `file` exists by the time anybody asks.
        get file() {
          return file
        },
        segment,
        variable,
        isSecret: isSecret(key),
        alone() {
          known ??= inUse.map(({ name }) => file.readLine(name, segment))
          return known
        },
        spell: (value) => findSpelling(inUse, key, value, surroundings(key)),
      },
    ]
  }
}
