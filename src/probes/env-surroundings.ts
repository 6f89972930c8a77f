import type { LoaderName } from '../core/loader-name.ts'
import type { Project } from '../core/project.ts'
import type { ProjectStack } from '../core/stack.ts'
import type { FileReading, Surroundings } from '../env-file/loader.ts'
import { readDotenv } from '../env-file/loaders/dotenv.ts'
import type { EnvFileFacts } from './env-values.ts'

/**
 * Which of the project's other env files the references in one reach.
 * - `higher`: those of higher priority, which are read first and stay set, also where the file sets the same
 * - `lower`: those of lower priority, which are read first and are overwritten
 * - `all`: every one; it is put together before anything is looked up, or nothing says how
 * - `none`: each is read for itself, or without following references
 */
type Reach = 'higher' | 'lower' | 'all' | 'none'

const reachOf: Readonly<Record<LoaderName, Reach>> = {
  dotenv: 'none',
  'dotenv-expand': 'all',
  next: 'higher',
  node: 'none',
  dotenvx: 'higher',
  bun: 'higher',
  'python-dotenv': 'all',
  'django-environ': 'all',
  'python-decouple': 'none',
  phpdotenv: 'all',
  docker: 'none',
  sh: 'lower',
}

/**
 * What a loader finds outside the file it reads. The file's own variables are left out of the process environment, also
 * where this shell sets them too: what the file says is one question, whether the shell overrules it another.
 */
export function surroundingsOf(
  loader: LoaderName,
  { file, document }: Pick<EnvFileFacts, 'file' | 'document'>,
  files: readonly EnvFileFacts[],
  { processVariables, stack }: Pick<Project, 'processVariables' | 'stack'>,
): Surroundings {
  const index = files.findIndex((one) => one.file === file)
  const reach = reachIn(loader, stack)
  const higher = reach === 'higher' ? valuesOf(files.slice(index + 1).toReversed(), loader) : {}
  const lower = reach === 'lower' ? valuesOf(files.slice(0, index).toReversed(), loader) : {}
  const others = reach === 'all' ? textsOf(files.filter((one) => one.file !== file)) : {}
  const variables: Record<string, string | undefined> = { ...processVariables, ...others, ...lower }
  if (document !== undefined)
    for (const segment of document.segments)
      if (segment.kind === 'assignment' && Object.hasOwn(variables, segment.key)) delete variables[segment.key]
  return { variables, nodeMajor: stack.nodeMajor, ...(reach === 'higher' ? { overruling: higher } : {}) }
}

/** `flask` reads `.flaskenv` and `.env` each for itself. */
function reachIn(loader: LoaderName, { frameworks }: ProjectStack): Reach {
  return loader === 'python-dotenv' && frameworks.some(({ name }) => name === 'Flask') ? 'none' : reachOf[loader]
}

/** What these files set as the loader reads them; the first one that sets a variable wins. */
function valuesOf(files: readonly EnvFileFacts[], loader: LoaderName): Record<string, string> {
  const values: Record<string, string> = {}
  for (const file of files) {
    const reading: FileReading = file.read(loader)
    if (reading.kind !== 'read') continue
    for (const [key, found] of reading.variables)
      if (found.kind === 'value' && !Object.hasOwn(values, key)) values[key] = found.value
  }
  return values
}

function textsOf(files: readonly EnvFileFacts[]): Record<string, string> {
  const values: Record<string, string> = {}
  for (const { file } of files)
    if (file.content.kind === 'read') for (const [key, value] of readDotenv(file.content.bytes)) values[key] = value
  return values
}
