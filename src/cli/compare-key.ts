import type { ComparedReading, Comparison } from '../core/comparison.ts'
import { usageError } from '../core/errors.ts'
import type { Location } from '../core/finding.ts'
import { type LoaderName, loaderNames } from '../core/loader-name.ts'
import { nearestName } from '../core/nearest-name.ts'
import { isSecretName } from '../daraja/secret-names.ts'
import type { KeyReading } from '../env-file/key-reading.ts'
import type { Assignment, KeyOnly } from '../env-file/segment.ts'
import { showReading } from '../env-file/show-reading.ts'
import type { EnvValues } from '../probes/env-values.ts'

export interface CompareRequest {
  readonly key: string
  readonly values: EnvValues
  /** The loaders to compare. */
  readonly loaders: readonly LoaderName[]
  /** Our name → the app's own name for it. */
  readonly renamed: Readonly<Record<string, string>>
  readonly digest: (text: string) => string
}

/** What each loader gives an app for one variable. A variable that nothing sets and nobody reads is a usage error. */
export function compareKey({ key, values, loaders, renamed, digest }: CompareRequest): Comparison {
  const places = placesOf(key, values)
  const isRead = ({ outcome }: KeyReading) => outcome !== 'unset' && outcome !== 'file-rejected'
  const known = places.length > 0 || loaderNames.some((loader) => isRead(readAcross(values, loader, key)))
  if (!known) throw unknownKey(key, values)
  const isSecret = isSecretName(key, renamed)
  const rows = loaders.map((loader): ComparedReading => {
    const shown = showReading(readAcross(values, loader, key), isSecret, digest)
    return { ...shown, inUse: !values.isGuess && values.loaders.includes(loader) }
  })
  return { key, places, rows }
}

/** The file of the highest priority in which the loader finds the variable decides. */
function readAcross({ files }: EnvValues, loader: LoaderName, key: string): KeyReading {
  let reading: KeyReading = { loader, outcome: 'unset' }
  for (const file of files) {
    const found = file.readKey(loader, key)
    if (found.outcome !== 'unset') reading = found
  }
  return reading
}

function placesOf(key: string, { files }: EnvValues): readonly Location[] {
  return files.flatMap(({ file, document }) =>
    (document?.segments ?? [])
      .filter(
        (segment): segment is Assignment | KeyOnly => segment.kind === 'assignment' || segment.kind === 'key-only',
      )
      .filter((segment) => segment.key === key)
      .map(({ line }) => ({ file: file.path, line })),
  )
}

function unknownKey(key: string, { files, names }: EnvValues): Error {
  const read = files.filter(({ document }) => document !== undefined).map(({ file }) => file.path)
  if (read.length === 0)
    return usageError('no-env-file', `There is no env file to look for ${key} in`, {
      summary: 'run it in the folder of the app, or name the file with --dotenv',
    })
  const inFiles = names.filter((name) => placesOf(name, { files } as EnvValues).length > 0)
  const near = nearestName(key, inFiles)
  return usageError('unknown-variable', `${key} is not in ${read.join(', ')}`, {
    summary: near === undefined ? 'give a name that is set there' : `did you mean ${near}?`,
  })
}
