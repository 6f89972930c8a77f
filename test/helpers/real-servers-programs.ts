import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { delimiter, join } from 'node:path'

/** What scenarios may need beyond Node. */
export type Program =
  | 'nginx'
  | 'apache'
  | 'haproxy'
  | 'php'
  | 'openssl'
  | 'python'
  | 'flask'
  | 'django'
  | 'ipv6'
  | 'linux'

/** Debian's package of each, for whoever wants the test to run. */
const packages = {
  nginx: 'nginx-light',
  apache: 'apache2-bin',
  haproxy: 'haproxy',
  php: 'php-cli',
  openssl: 'openssl',
  python: 'python3',
  flask: 'python3-flask',
  django: 'python3-django',
} as const

const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin'].filter((path) => path !== '')

/** Debian's own Python, which finds Debian's packages. */
export const python = '/usr/bin/python3'

const files: Partial<Readonly<Record<Program, string>>> = { apache: 'apache2' }

/** Path of a server program; throws where it is missing. */
export function programPath(program: Program): string {
  const found = program === 'python' ? python : find(files[program] ?? program)
  if (found === undefined) throw new Error(`${program} is not installed`)
  return found
}

/** Why a test cannot run here; undefined if it can. */
export function reasonToSkip(needs: readonly Program[]): string | undefined {
  const missing = needs.filter((program) => !isThere(program))
  if (missing.length === 0) return undefined
  return missing
    .map((program) => `needs ${program in packages ? packages[program as keyof typeof packages] : program}`)
    .join(', ')
}

const known = new Map<Program, boolean>()

function isThere(program: Program): boolean {
  const there = known.get(program) ?? look(program)
  known.set(program, there)
  return there
}

function look(program: Program): boolean {
  if (program === 'ipv6') return hasIpv6()
  if (program === 'linux') return process.platform === 'linux'
  if (program === 'python') return runs(python)
  if (program === 'flask' || program === 'django') return hasModule(program)
  return find(files[program] ?? program) !== undefined
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))
}

function hasModule(name: string): boolean {
  if (!runs(python)) return false
  try {
    const line = `import importlib.util, sys; sys.exit(importlib.util.find_spec("${name}") is None)`
    execFileSync(python, ['-c', line], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function find(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(runs)
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
