import type { LoaderName } from '../core/loader-name.ts'
import type { Detected, FrameworkName } from '../core/stack.ts'
import type { ProjectCommand } from './command-lines.ts'
import { type Evidence, firstOfEach, type ProjectFacts } from './facts.ts'
import type { JsonManifest } from './json-manifest.ts'

const frameworkOf: Readonly<Record<string, FrameworkName>> = {
  express: 'Express',
  '@nestjs/core': 'Nest',
  next: 'Next',
  vite: 'Vite',
}

/** In the order in which they win: who expands reads what the plain ones have read. */
const loaderOf: Readonly<Record<string, LoaderName>> = {
  next: 'next',
  '@dotenvx/dotenvx': 'dotenvx',
  'dotenv-expand': 'dotenv-expand',
  'dotenv-cli': 'dotenv-expand',
  dotenv: 'dotenv',
  'dotenv-flow': 'dotenv',
  'dotenv-safe': 'dotenv',
}

const manifestFile = 'package.json'

export interface NodeEvidence extends Evidence {
  /** Loaders that count only if nothing else reads an env file: a bundler's, and that of a mere package manager. */
  readonly lastResorts: readonly Detected<LoaderName>[]
}

export function detectNode(
  facts: ProjectFacts,
  manifest: JsonManifest,
  commands: readonly ProjectCommand[],
): NodeEvidence {
  const { requires } = manifest
  const bun = detectBun(facts, manifest, commands)
  const frameworks: Detected<FrameworkName>[] = []
  for (const [name, framework] of Object.entries(frameworkOf))
    if (requires.has(name)) frameworks.push({ name: framework, file: manifestFile, because: `requires ${name}` })
  if (bun !== undefined) frameworks.push({ name: 'Bun', file: bun.file, because: bun.because })
  const loaders: Detected<LoaderName>[] = bun?.runsApp === true ? [asLoader(bun)] : []
  // What expands needs the plain one beside it, which then reads for it alone.
  for (const [name, loader] of Object.entries(loaderOf))
    if (requires.has(name) && !(name === 'dotenv' && requires.has('dotenv-expand')))
      loaders.push({ name: loader, file: manifestFile, because: `requires ${name}` })
  loaders.push(...nestLoaders(facts, requires), ...builtInLoader(facts))
  const lastResorts = lastResortsOf(requires, bun)
  return { frameworks: firstOfEach(frameworks), loaders: firstOfEach(loaders), lastResorts }
}

/** A bundler hands on what begins with its prefix, which a server's credentials never do: not beside a server. */
function lastResortsOf(requires: ReadonlySet<string>, bun: BunEvidence | undefined): readonly Detected<LoaderName>[] {
  const hasServer = ['express', '@nestjs/core', 'next'].some((name) => requires.has(name))
  if (requires.has('vite') && !hasServer)
    return [{ name: 'dotenv-expand', file: manifestFile, because: 'requires vite, which has it built in' }]
  return bun === undefined ? [] : [asLoader(bun)]
}

/** `@nestjs/config` expands references only where it was told to. */
function nestLoaders({ texts }: ProjectFacts, requires: ReadonlySet<string>): readonly Detected<LoaderName>[] {
  if (!requires.has('@nestjs/config')) return []
  const file = 'src/app.module.ts'
  const text = texts.get(file) ?? ''
  if (/\bexpandVariables\s*:\s*(?:true|\{)/.test(text))
    return [{ name: 'dotenv-expand', file, because: 'sets `expandVariables`' }]
  const because = 'requires @nestjs/config'
  const plain: Detected<LoaderName> = { name: 'dotenv', file: manifestFile, because }
  return text.includes('ConfigModule') ? [plain] : [plain, { name: 'dotenv-expand', file: manifestFile, because }]
}

/** `process.loadEnvFile()` is what `--env-file` does. */
function builtInLoader({ texts }: ProjectFacts): readonly Detected<LoaderName>[] {
  for (const [file, text] of texts)
    if (text.includes('loadEnvFile') && /\.[cm]?[jt]s$/.test(file) && /\bloadEnvFile\s*\(/.test(text))
      return [{ name: 'node', file, because: 'calls `loadEnvFile()`' }]
  return []
}

interface BunEvidence {
  readonly file: string
  readonly because: string
  /** It runs the app. As a package manager alone it reads no env file for the scripts that it starts. */
  readonly runsApp: boolean
}

function detectBun(
  { files }: ProjectFacts,
  { requires, scripts }: JsonManifest,
  commands: readonly ProjectCommand[],
): BunEvidence | undefined {
  const running = commands.find(({ words }) => runsFile(words, scripts))
  if (running !== undefined) return { file: running.file, because: 'runs the app with `bun`', runsApp: true }
  const types = ['@types/bun', 'bun-types'].find((name) => requires.has(name))
  if (types !== undefined) return { file: manifestFile, because: `requires ${types}`, runsApp: true }
  const lock = ['bun.lock', 'bun.lockb', 'bunfig.toml'].find((name) => files.has(name))
  return lock === undefined ? undefined : { file: lock, because: 'is kept by Bun', runsApp: false }
}

/** `bun src/index.ts`, `bun run --hot server.ts`, `bun --bun next dev`; not `bun run build`, which only starts a script. */
function runsFile(words: readonly string[], scripts: ReadonlyMap<string, string>): boolean {
  const start = words.findIndex((word) => word === 'bun' || word === 'bunx')
  if (start === -1) return false
  const rest = words.slice(start + 1)
  if (rest.includes('--bun')) return true
  const [first, second] = rest.filter((word) => !word.startsWith('-'))
  const target = first === 'run' ? second : first
  return target !== undefined && !scripts.has(target) && /\.[cm]?[jt]sx?$/.test(target)
}

function asLoader({ file, because }: BunEvidence): Detected<LoaderName> {
  return { name: 'bun', file, because }
}
