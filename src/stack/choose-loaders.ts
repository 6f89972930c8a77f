import { type LoaderName, loaderNames } from '../core/loader-name.ts'
import type { Detected, ProjectStack } from '../core/stack.ts'
import { firstOfEach } from './facts.ts'

/** What `--loader` takes: a loader, those that the project's files give away, or every one that is known. */
export type LoaderChoice = LoaderName | 'detected' | 'all'

/** The stack with the loaders that the user asked for, in that order; `namedBy` is the option, variable or file that did. */
export function chooseLoaders(stack: ProjectStack, choices: readonly LoaderChoice[], namedBy: string): ProjectStack {
  if (choices.every((choice) => choice === 'detected')) return stack
  const loaders = choices.flatMap((choice): readonly Detected<LoaderName>[] => {
    if (choice === 'detected') return stack.loaders
    if (choice !== 'all') return [{ name: choice, file: namedBy, because: `names ${choice}` }]
    // All are compared with what the app itself reads.
    const primary = stack.loaders[0]?.name ?? 'dotenv'
    return [primary, ...loaderNames].map((name) => ({ name, file: namedBy, because: 'names all' }))
  })
  return { ...stack, source: 'named', loaders: firstOfEach(loaders) }
}
