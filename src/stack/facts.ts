import type { LoaderName } from '../core/loader-name.ts'
import type { Detected, FrameworkName } from '../core/stack.ts'

/** What is known of a project before anything is concluded: its names, and the texts of a few of its files. */
export interface ProjectFacts {
  /** Names of the files directly in the project's folder; a link counts as both. */
  readonly files: ReadonlySet<string>
  readonly folders: ReadonlySet<string>
  /** By path relative to the folder, written with `/`. A file that is not there was not read. */
  readonly texts: ReadonlyMap<string, string>
  /** Major version of the Node that runs this tool. */
  readonly runningNode: number
}

/** What one kind of files gives away. */
export interface Evidence {
  readonly frameworks: readonly Detected<FrameworkName>[]
  readonly loaders: readonly Detected<LoaderName>[]
}

/** The first one of each name: whoever speaks first has the better evidence. */
export function firstOfEach<Name extends string>(found: readonly Detected<Name>[]): readonly Detected<Name>[] {
  const byName = new Map<Name, Detected<Name>>()
  for (const detected of found) if (!byName.has(detected.name)) byName.set(detected.name, detected)
  return [...byName.values()]
}

/** The first name in the folder that fits, in the order of the alphabet. */
export function findName(names: Iterable<string>, fits: (lowerCase: string) => boolean): string | undefined {
  return [...names].filter((name) => fits(name.toLowerCase())).sort()[0]
}
