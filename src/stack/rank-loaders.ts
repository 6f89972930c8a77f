import type { LoaderName } from '../core/loader-name.ts'
import type { Detected, FrameworkName, StackSource } from '../core/stack.ts'
import { type Evidence, firstOfEach } from './facts.ts'

/** What one language has to do with the project. */
export interface LanguageEvidence extends Evidence {
  /** What people of this language read an env file with. */
  readonly usual: readonly LoaderName[]
  /** The project has files of it. */
  readonly isSeen: boolean
  /** What counts only where the language has no other loader. */
  readonly lastResorts?: readonly Detected<LoaderName>[]
}

export interface LoaderEvidence {
  readonly languages: readonly LanguageEvidence[]
  /** Commands around the app that read the file before it starts. */
  readonly around: readonly Detected<LoaderName>[]
  /** What the file is likely read by besides, but nothing says so. */
  readonly likely: readonly Detected<LoaderName>[]
}

export interface RankedLoaders {
  readonly source: StackSource
  readonly loaders: readonly Detected<LoaderName>[]
}

const serverFrameworks: ReadonlySet<FrameworkName> = new Set([
  'Flask',
  'Django',
  'FastAPI',
  'Laravel',
  'Symfony',
  'WordPress',
  'Express',
  'Nest',
  'Next',
])

/** What the usual server frameworks read with, where nothing says which of them it is. */
const usualLoaders: readonly LoaderName[] = [
  'dotenv',
  'node',
  'python-dotenv',
  'django-environ',
  'python-decouple',
  'phpdotenv',
]

export function isServerFramework(name: FrameworkName): boolean {
  return serverFrameworks.has(name)
}

/** The server's own loader first, then what else reads the file; guesses only where nothing is known. */
export function rankLoaders({ languages, around, likely }: LoaderEvidence): RankedLoaders {
  const servers = languages.filter(({ frameworks }) => frameworks.some(({ name }) => isServerFramework(name)))
  const speaking = servers.length > 0 ? servers : languages
  const own = ownLoaders(speaking)
  // Beside a server these are tools, most likely for what the browser gets.
  const others = languages.filter((language) => !speaking.includes(language)).flatMap(({ loaders }) => loaders)
  if (own.length > 0) return { source: 'detected', loaders: firstOfEach([...own, ...around, ...others, ...likely]) }
  // It has a reader of its own, which is none of those that are known here.
  if (servers.some(({ frameworks }) => frameworks.some(({ name }) => name === 'Symfony')))
    return { source: 'unknown', loaders: [] }
  if (around.length > 0) return { source: 'detected', loaders: firstOfEach([...around, ...others, ...likely]) }
  const guessed = servers.length > 0 ? servers : languages.filter(({ isSeen }) => isSeen)
  if (guessed.length === 0 && likely.length > 0) return { source: 'detected', loaders: likely }
  const names = guessed.length === 0 ? usualLoaders : guessed.flatMap(({ usual }) => usual)
  return { source: 'unknown', loaders: firstOfEach([...names.map(asGuess), ...others, ...likely]) }
}

function ownLoaders(languages: readonly LanguageEvidence[]): readonly Detected<LoaderName>[] {
  const certain = languages.flatMap(({ loaders }) => loaders)
  return certain.length > 0 ? certain : languages.flatMap(({ lastResorts }) => lastResorts ?? [])
}

function asGuess(name: LoaderName): Detected<LoaderName> {
  return { name, file: '', because: '' }
}
