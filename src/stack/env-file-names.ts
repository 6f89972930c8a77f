import type { LoaderName } from '../core/loader-name.ts'
import type { FrameworkName, ProjectStack } from '../core/stack.ts'
import { projectCommands } from './command-lines.ts'
import { findEnvFileUses } from './env-file-uses.ts'
import type { ProjectFacts } from './facts.ts'
import { readJsonManifest } from './json-manifest.ts'
import { toldEnvFiles } from './told-env-files.ts'

/** A file that the app reads. */
export interface EnvFileCandidate {
  /** Relative to the project's folder, or absolute. */
  readonly name: string
  /**
   * - `here`: it is there
   * - `optional`: it may be there
   * - `required`: the app names it, and reads no other in its place
   * - `above`: it is looked for in the folder `from` (`.` if that is not given) and then in those above
   */
  readonly search: 'here' | 'optional' | 'required' | 'above'
  readonly from?: string
}

type Variables = Readonly<Record<string, string | undefined>>

/** Which files the app reads in rising priority, as its source, its framework or its loader chooses them; those that may exist. */
export function planEnvFiles(
  stack: ProjectStack,
  facts: ProjectFacts,
  variables: Variables,
): readonly EnvFileCandidate[] {
  const searched = looksUpwards(stack)
  const usual = candidatesOf(stack, facts, variables).flatMap((name): readonly EnvFileCandidate[] => {
    const isHere = facts.files.has(name) || facts.folders.has(name)
    // A command names it, and what lies in a folder has not been looked for yet.
    if (name.includes('/')) return [{ name, search: 'required' }]
    return isHere ? [{ name, search: 'here' }] : searched ? [{ name, search: 'above' }] : []
  })
  const told = isToldElsewhere(stack, facts) ? undefined : toldEnvFiles(stack, facts)
  // `flask` and `app.run()` read theirs first, whatever the app's source names.
  return told === undefined ? usual : isFlask(stack) ? [...told, ...usual] : told
}

/** A command names the files, or a framework has its own. */
function isToldElsewhere({ loaders, frameworks }: ProjectStack, facts: ProjectFacts): boolean {
  const primary = loaders[0]?.name
  if (primary === 'phpdotenv') return frameworks.some(({ name }) => name === 'Laravel')
  return primary === 'node' && named(facts, primary) !== undefined
}

function isFlask({ loaders, frameworks }: ProjectStack): boolean {
  return loaders[0]?.name === 'python-dotenv' && frameworks.some(({ name }) => name === 'Flask')
}

function candidatesOf(stack: ProjectStack, facts: ProjectFacts, variables: Variables): readonly string[] {
  const primary = stack.loaders[0]?.name
  const uses = (name: FrameworkName): boolean => stack.frameworks.some((framework) => framework.name === name)
  if (primary === 'next') return nextFiles(nodeMode(variables))
  if (primary === 'bun') return named(facts, primary) ?? nextFiles(nodeMode(variables))
  if (primary === 'dotenv-expand' && uses('Vite') && !uses('Express') && !uses('Nest'))
    return viteFiles(variables.NODE_ENV || 'development')
  if (primary === 'phpdotenv' && uses('Laravel')) return laravelFiles(facts, variables.APP_ENV)
  if (uses('Symfony') && (primary === undefined || stack.source === 'unknown')) return symfonyFiles(facts, variables)
  if (isFlask(stack)) return ['.flaskenv', '.env']
  if (primary === 'node' || primary === 'dotenvx') return named(facts, primary) ?? ['.env']
  return ['.env']
}

/** python-dotenv and decouple start in the folder of the file that calls them; `flask` starts in the current one. */
function looksUpwards({ loaders }: ProjectStack): boolean {
  const primary = loaders[0]?.name
  return primary === 'python-dotenv' || primary === 'python-decouple'
}

/** Next and Bun know three modes, whatever else `NODE_ENV` says; tests leave the files of one machine out. */
function nodeMode({ NODE_ENV }: Variables): string {
  return NODE_ENV === 'production' || NODE_ENV === 'test' ? NODE_ENV : 'development'
}

function nextFiles(mode: string): readonly string[] {
  return ['.env', `.env.${mode}`, ...(mode === 'test' ? [] : ['.env.local']), `.env.${mode}.local`]
}

/** Vite lets the mode win over `.local`. */
function viteFiles(mode: string): readonly string[] {
  return ['.env', '.env.local', `.env.${mode}`, `.env.${mode}.local`]
}

/** The environment's own file stands in for `.env`, but only where the shell names it. */
function laravelFiles({ files }: ProjectFacts, environment: string | undefined): readonly string[] {
  const own = `.env.${environment}`
  return environment !== undefined && environment !== '' && files.has(own) ? [own] : ['.env']
}

/** `APP_ENV` is looked for in the first files themselves; tests leave `.env.local` out. */
function symfonyFiles({ texts }: ProjectFacts, variables: Variables): readonly string[] {
  const inFile = (name: string): string | undefined =>
    /^[ \t]*(?:export[ \t]+)?APP_ENV=["']?(\w{1,40})/m.exec(texts.get(name) ?? '')?.[1]
  const first = variables.APP_ENV || inFile('.env')
  const local = first === 'test' ? [] : ['.env.local']
  const mode = variables.APP_ENV || (first === 'test' ? first : (inFile('.env.local') ?? first)) || 'dev'
  return mode === 'local' ? ['.env', ...local] : ['.env', ...local, `.env.${mode}`, `.env.${mode}.local`]
}

/** The files behind `--env-file` of the first command that names any which are there, in rising priority. */
function named(facts: ProjectFacts, loader: LoaderName): readonly string[] | undefined {
  const manifest = readJsonManifest(facts.texts.get('package.json'))
  return findEnvFileUses(projectCommands(facts, manifest))
    .filter((use) => use.loader === loader)
    .map(({ envFiles, firstWins }) => {
      const paths = envFiles.map((path) => path.replace(/^\.\//, ''))
      return firstWins ? paths.toReversed() : paths
    })
    .find((paths) => paths.length > 0 && paths.every((path) => facts.files.has(path) || path.includes('/')))
}
