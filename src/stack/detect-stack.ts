import type { LoaderName } from '../core/loader-name.ts'
import type { Detected, FrameworkName, ProjectStack } from '../core/stack.ts'
import { projectCommands } from './command-lines.ts'
import { detectContainers } from './detect-containers.ts'
import { detectNode } from './detect-node.ts'
import { detectPhp } from './detect-php.ts'
import { detectPython } from './detect-python.ts'
import { type EnvFileUse, findEnvFileUses } from './env-file-uses.ts'
import { type Evidence, findName, firstOfEach, type ProjectFacts } from './facts.ts'
import { readJsonManifest } from './json-manifest.ts'
import { nodeMajorOf } from './node-major.ts'
import { isServerFramework, type LanguageEvidence, rankLoaders } from './rank-loaders.ts'
import { loadsOfApp } from './told-env-files.ts'

const pythonManifests: ReadonlySet<string> = new Set(['requirements.txt', 'pyproject.toml', 'pipfile'])

/** What the project is made of and how it reads its env file, as far as its own files tell. Never throws. */
export function detectStack(facts: ProjectFacts): ProjectStack {
  const { files, texts } = facts
  const manifest = readJsonManifest(texts.get('package.json'))
  const commands = projectCommands(facts, manifest)
  const uses = findEnvFileUses(commands)
  const node = detectNode(facts, manifest, commands)
  const { frameworks: containers, likelyLoader } = detectContainers(facts)
  const languages: readonly LanguageEvidence[] = [
    {
      ...detectPhp(facts),
      usual: ['phpdotenv'],
      isSeen: findName(files, (name) => name.endsWith('.php') || name === 'composer.json') !== undefined,
    },
    {
      ...withUses(detectPython(facts), loadersOf(uses, 'python-dotenv')),
      usual: ['python-dotenv', 'django-environ', 'python-decouple'],
      isSeen: findName(files, (name) => name.endsWith('.py') || pythonManifests.has(name)) !== undefined,
    },
    {
      ...withUses(node, loadersOf(uses, 'node', 'bun', 'dotenvx')),
      usual: ['dotenv', 'node'],
      isSeen: files.has('package.json'),
      lastResorts: node.lastResorts,
    },
  ]
  const frameworks = [...languages.flatMap((language) => language.frameworks), ...containers, ...sourcingScripts(uses)]
  const ranked = rankLoaders({
    languages,
    // A developer's shell before what happens to it in a container.
    around: loadersOf(uses, 'sh', 'docker'),
    likely: likelyLoader === undefined ? [] : [likelyLoader],
  })
  return {
    ...ranked,
    ...habitsOf(ranked.source === 'detected' ? ranked.loaders[0] : undefined, facts),
    // Servers first: they are what the rest is there for.
    frameworks: firstOfEach(frameworks).toSorted((one, other) => rank(one) - rank(other)),
    nodeMajor: nodeMajorOf(facts),
  }
}

/** What the app's source makes of its loader. */
function habitsOf(
  loader: Detected<LoaderName> | undefined,
  facts: ProjectFacts,
): Pick<ProjectStack, 'overridesShell' | 'ignoresCase'> {
  if (loader === undefined) return {}
  const overriding = loadsOfApp(loader.name, facts).find(({ overrides }) => overrides)
  const settings = loader.name === 'python-dotenv' ? settingsWithoutCase(loader, facts) : undefined
  return {
    ...(overriding === undefined
      ? {}
      : { overridesShell: { name: loader.name, file: overriding.file, because: 'lets the file go before the shell' } }),
    ...(settings === undefined
      ? {}
      : { ignoresCase: { name: loader.name, file: settings, because: 'uses pydantic-settings' } }),
  }
}

/** The file that shows pydantic-settings, which compares names without regard to case unless it is told otherwise. */
function settingsWithoutCase(loader: Detected<LoaderName>, { texts }: ProjectFacts): string | undefined {
  const sources = [...texts].filter(([file, text]) => file.endsWith('.py') && text.includes('BaseSettings'))
  if (sources.some(([, text]) => /\bcase_sensitive\b['"]?\s*[=:]\s*True/.test(text))) return undefined
  return sources[0]?.[0] ?? (loader.because.includes('pydantic') ? loader.file : undefined)
}

function rank({ name }: Detected<FrameworkName>): number {
  return isServerFramework(name) ? 0 : 1
}

/** A command that names the file is closer to the app than a package that is merely required. */
function withUses(evidence: Evidence, uses: readonly Detected<LoaderName>[]): Evidence {
  return { frameworks: evidence.frameworks, loaders: firstOfEach([...uses, ...evidence.loaders]) }
}

function sourcingScripts(uses: readonly EnvFileUse[]): readonly Detected<FrameworkName>[] {
  return uses
    .filter(({ loader, file }) => loader === 'sh' && file.endsWith('.sh'))
    .map(({ file, because }) => ({ name: 'Shell scripts', file, because }))
}

function loadersOf(uses: readonly EnvFileUse[], ...names: readonly LoaderName[]): readonly Detected<LoaderName>[] {
  return names.flatMap((name) =>
    uses
      .filter(({ loader }) => loader === name)
      .map(({ loader, file, because }): Detected<LoaderName> => ({ name: loader, file, because })),
  )
}
