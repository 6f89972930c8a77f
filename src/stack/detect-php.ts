import type { LoaderName } from '../core/loader-name.ts'
import type { Detected, FrameworkName } from '../core/stack.ts'
import { type Evidence, firstOfEach, type ProjectFacts } from './facts.ts'
import { readJsonManifest } from './json-manifest.ts'

const frameworkOf: Readonly<Record<string, FrameworkName>> = {
  'laravel/framework': 'Laravel',
  'laravel/lumen-framework': 'Laravel',
  'symfony/framework-bundle': 'Symfony',
  'symfony/symfony': 'Symfony',
  'symfony/runtime': 'Symfony',
  'symfony/flex': 'Symfony',
  'symfony/dotenv': 'Symfony',
  'roots/wordpress': 'WordPress',
  'johnpbloch/wordpress': 'WordPress',
}

/** Files that a framework puts into the project's folder. */
const ownFiles: readonly (readonly [string, FrameworkName, string])[] = [
  ['artisan', 'Laravel', 'is the command line of Laravel'],
  ['symfony.lock', 'Symfony', 'is kept by Symfony Flex'],
  ['wp-config.php', 'WordPress', 'configures WordPress'],
  ['wp-load.php', 'WordPress', 'starts WordPress'],
]

/** Laravel brings phpdotenv along; Symfony has a reader of its own, and WordPress reads no env file. */
export function detectPhp({ files, texts }: ProjectFacts): Evidence {
  const { requires } = readJsonManifest(texts.get('composer.json'))
  const frameworks: Detected<FrameworkName>[] = []
  for (const [name, framework] of Object.entries(frameworkOf))
    if (requires.has(name)) frameworks.push({ name: framework, file: 'composer.json', because: `requires ${name}` })
  for (const [file, name, because] of ownFiles) if (files.has(file)) frameworks.push({ name, file, because })
  const laravel = frameworks.find(({ name }) => name === 'Laravel')
  const loaders: Detected<LoaderName>[] = []
  if (requires.has('vlucas/phpdotenv'))
    loaders.push({ name: 'phpdotenv', file: 'composer.json', because: 'requires vlucas/phpdotenv' })
  if (laravel !== undefined) loaders.push({ ...laravel, name: 'phpdotenv' })
  return {
    // Laravel uses parts of Symfony, and is not built with it.
    frameworks: firstOfEach(frameworks).filter(({ name }) => name !== 'Symfony' || laravel === undefined),
    loaders: firstOfEach(loaders),
  }
}
