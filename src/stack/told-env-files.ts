import type { LoaderName } from '../core/loader-name.ts'
import type { ProjectStack } from '../core/stack.ts'
import type { EnvFileCandidate } from './env-file-names.ts'
import { type EnvLoad, findEnvLoads } from './env-loads.ts'
import type { ProjectFacts } from './facts.ts'
import { folderOf } from './relative-path.ts'

/** Whose calls name files; the others have their files given by a command or by convention. */
const readBy: Readonly<{ readonly [Name in LoaderName]?: LoaderName }> = {
  dotenv: 'dotenv',
  'dotenv-expand': 'dotenv',
  node: 'node',
  'python-dotenv': 'python-dotenv',
  'django-environ': 'django-environ',
  'python-decouple': 'python-decouple',
  phpdotenv: 'phpdotenv',
}

/** The places in the project's source that read an env file for the loader of the app. */
export function loadsOfApp(loader: LoaderName | undefined, facts: Pick<ProjectFacts, 'texts'>): readonly EnvLoad[] {
  const wanted = loader === undefined ? undefined : readBy[loader]
  return wanted === undefined ? [] : findEnvLoads(facts).filter((load) => load.loader === wanted)
}

/** Env files that the app's own source names, in rising priority; undefined if it names none, or computes one. */
export function toldEnvFiles(stack: ProjectStack, facts: ProjectFacts): readonly EnvFileCandidate[] | undefined {
  const loader = stack.loaders[0]?.name
  const loads = loadsOfApp(loader, facts)
  if (loads.some(({ paths }) => paths === 'computed')) return undefined
  const told: EnvFileCandidate[] = []
  for (const load of loads) {
    const candidates = candidatesOf(load)
    // What is set stays set, unless a later call overrides it.
    if (load.overrides) told.push(...candidates)
    else told.unshift(...candidates)
  }
  if (loads.length > 0) return told
  return loader === 'python-decouple' ? decoupleFiles(facts) : undefined
}

function candidatesOf({ loader, file, paths, isUnconditional }: EnvLoad): readonly EnvFileCandidate[] {
  if (paths === 'computed') return []
  if (paths !== 'usual') {
    const search = isUnconditional && paths.length === 1 ? 'required' : 'optional'
    return paths.map((name) => ({ name, search }) as const).toReversed()
  }
  // Python's goes up from the folder of the file that calls it.
  return loader === 'python-dotenv'
    ? [{ name: '.env', search: 'above', from: folderOf(file) }]
    : [{ name: '.env', search: 'optional' }]
}

/** It walks up from the folder of the file that imports it: with Django that of the settings. */
function decoupleFiles({ texts }: ProjectFacts): readonly EnvFileCandidate[] | undefined {
  for (const [file, text] of texts)
    if (file.endsWith('.py') && /^[ \t]*(?:from|import)[ \t]+decouple\b/m.test(text))
      return [{ name: '.env', search: 'above', from: folderOf(file) }]
  return undefined
}
