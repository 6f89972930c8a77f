import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { usageError } from '../core/errors.ts'

/** The project's config file, read but not yet judged. */
export interface ConfigFile {
  readonly path: string
  /** As it is shown: relative to where the command was started. */
  readonly shownPath: string
  /** Paths inside the file are relative to this folder. */
  readonly folder: string
  readonly values: Readonly<Record<string, unknown>>
  /** 1-based line of a key, if the format tells. */
  lineOf(key: string): number | undefined
}

const packageProperty = 'mpesaDoctor'
const fileNames = ['json', 'yaml', 'yml', 'js'].map((extension) => `mpesa-doctor.config.${extension}`)

interface Found {
  readonly path: string
  readonly content: string
}

/**
 * Finds the config file from `folder` upwards, or reads the one that was named. Undefined if there is none.
 * Written out here because every start pays for it: a library for this loads more of Node than the rest of a run.
 */
export async function readConfigFile(folder: string, named: string | undefined): Promise<ConfigFile | undefined> {
  const found = named === undefined ? search(folder) : load(resolve(folder, named), named)
  if (found === undefined) return undefined
  const shownPath = show(found.path, folder)
  const values = await parse(found, shownPath)
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw usageError('config-invalid', `${shownPath} must hold an object of settings`)
  return {
    path: found.path,
    shownPath,
    folder: dirname(found.path),
    values: values as Record<string, unknown>,
    lineOf: (key) => findLine(found.content, key),
  }
}

function search(folder: string): Found | undefined {
  for (let at = folder; ; at = dirname(at)) {
    for (const name of fileNames) {
      const content = readOnTheWay(join(at, name))
      if (content !== undefined) return { path: join(at, name), content }
    }
    const manifest = readOnTheWay(join(at, 'package.json'))
    if (manifest?.includes(`"${packageProperty}"`)) return { path: join(at, 'package.json'), content: manifest }
    if (dirname(at) === at) return undefined
  }
}

/** Hardly any of them exists, and asking first is faster than an exception. */
function readOnTheWay(path: string): string | undefined {
  return existsSync(path) ? readIfThere(path) : undefined
}

function load(path: string, named: string): Found {
  const content = readIfThere(path)
  if (content === undefined)
    throw usageError('config-missing', `The config file ${named} does not exist`, {
      summary: 'correct the path behind --config, or leave the option out',
    })
  return { path, content }
}

function readIfThere(path: string): string | undefined {
  try {
    // A folder of that name is no config file, and a pipe would be waited for without end.
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : undefined
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    // One on the way up that may not be looked into.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw usageError('config-unreadable', `The config file ${path} cannot be read (${code})`)
  }
}

function show(path: string, folder: string): string {
  const shown = relative(folder, path)
  return shown === '' || isAbsolute(shown) ? path : shown
}

async function parse({ path, content }: Found, shownPath: string): Promise<unknown> {
  if (path.endsWith('.js')) {
    const { pathToFileURL } = await import('node:url')
    try {
      return ((await import(pathToFileURL(path).href)) as { default?: unknown }).default
    } catch (error) {
      throw usageError('config-invalid', `${shownPath} cannot be loaded: ${describeThrown(error)}`, {
        summary: 'correct the file; it must export the settings as its default',
      })
    }
  }
  if (/\.ya?ml$/.test(path)) return (await import('./config-yaml.ts')).parseYaml(content, shownPath)
  const document = parseJson(content, shownPath)
  return path.endsWith('package.json') ? (document as Record<string, unknown>)[packageProperty] : document
}

/** What a program throws may hold what it has read; what the parser of Node complains about does not. */
function describeThrown(error: unknown): string {
  if (!(error instanceof Error)) return 'it threw something that is no error'
  return error instanceof SyntaxError ? `SyntaxError: ${error.message}` : `it threw ${error.name}`
}

function parseJson(content: string, shownPath: string): unknown {
  try {
    return JSON.parse(content.replace(/^\ufeff/, ''))
  } catch (error) {
    const offset = Number(/position (\d+)/.exec(String(error))?.[1] ?? Number.NaN)
    const line = Number.isNaN(offset) ? '' : `:${content.slice(0, offset).split('\n').length}`
    throw usageError('config-invalid', `${shownPath}${line} is not valid JSON`, {
      summary:
        'look for a missing comma, quote or bracket there; JSON has no comments and no comma after the last entry',
    })
  }
}

/** Good enough for a message: the first line on which the key stands before a colon. */
function findLine(content: string, key: string): number | undefined {
  const pattern = new RegExp(`^\\s*[{,]?\\s*["']?${key.replace(/[^A-Za-z0-9_]/g, '\\$&')}["']?\\s*:`)
  const index = content.split('\n').findIndex((line) => pattern.test(line) || line.includes(`"${key}"`))
  return index === -1 ? undefined : index + 1
}
