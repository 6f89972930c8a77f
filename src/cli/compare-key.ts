import type { ComparedReading, Comparison } from '../core/comparison.ts'
import { usageError } from '../core/errors.ts'
import type { Location } from '../core/finding.ts'
import { type LoaderName, loaderNames } from '../core/loader-name.ts'
import { nearestName } from '../core/nearest-name.ts'
import { isSecretName, misplacedCredential } from '../daraja/secret-names.ts'
import type { KeyReading } from '../env-file/key-reading.ts'
import type { Assignment, KeyOnly } from '../env-file/segment.ts'
import { showReading } from '../env-file/show-reading.ts'
import type { EnvFileFacts, EnvValues } from '../probes/env-values.ts'
import { filesReadBy } from './loader-files.ts'

export interface CompareRequest {
  /** As the user wrote it: our name or the app's. */
  readonly key: string
  readonly values: EnvValues
  /** Whether the user named the files: then every loader is asked about all of them. */
  readonly areFilesNamed: boolean
  /** The loaders to compare. */
  readonly loaders: readonly LoaderName[]
  /** Our name → the app's own name for it. */
  readonly renamed: Readonly<Record<string, string>>
  readonly digest: (text: string) => string
}

/** What each loader gives an app for one variable. A variable that nothing sets and nobody reads is a usage error. */
export function compareKey(request: CompareRequest): Comparison {
  const { values, areFilesNamed, loaders, renamed, digest } = request
  const key = knownKey(request)
  const isSecret = isSecretName(key, renamed) || holdsCredential(key, values, renamed)
  const rows = loaders.map((loader): ComparedReading => {
    const files = filesReadBy(loader, values, areFilesNamed)
    return {
      ...showReading(readAcross(files, loader, key), isSecret, digest),
      inUse: !values.isGuess && values.loaders.includes(loader),
      files: files.map(({ file }) => file.path),
    }
  })
  return { key, places: placesOf(key, values), rows }
}

/** The app's own name first: under our name nothing is read where the app has another one. */
function knownKey({ key, values, renamed }: CompareRequest): string {
  const names = [...new Set([renamed[key] ?? key, key])]
  const known = names.find((name) => placesOf(name, values).length > 0 || isReadByAny(name, values))
  if (known === undefined) throw unknownKey(names[0] ?? key, values)
  return known
}

function isReadByAny(key: string, { files }: EnvValues): boolean {
  return loaderNames.some((loader) => {
    const { outcome } = readAcross(files, loader, key)
    return outcome !== 'unset' && outcome !== 'file-rejected'
  })
}

function holdsCredential(key: string, { files }: EnvValues, renamed: CompareRequest['renamed']): boolean {
  return loaderNames.some((loader) =>
    files.some((file) => {
      const reading = file.readKey(loader, key)
      return reading.outcome === 'value' && misplacedCredential(key, reading.value, renamed) !== undefined
    }),
  )
}

/** The file of the highest priority in which the loader finds the variable decides. */
function readAcross(files: readonly EnvFileFacts[], loader: LoaderName, key: string): KeyReading {
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
  const unreadable = files.flatMap(({ file: { path, content } }) =>
    content.kind === 'unreadable' ? [{ path, detail: content.detail }] : [],
  )
  const [first] = unreadable
  if (read.length === 0 && first !== undefined)
    return usageError('env-file-unreadable', `${first.path} cannot be read to look for ${key}: ${first.detail}`, {
      summary: 'name a regular file with --dotenv',
    })
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
