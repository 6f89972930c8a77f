import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
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
const searchPlaces = ['json', 'yaml', 'yml', 'js'].map((extension) => `mpesa-doctor.config.${extension}`)

/** Finds the config file from `folder` upwards, or reads the one that was named. Undefined if there is none. */
export async function readConfigFile(folder: string, named: string | undefined): Promise<ConfigFile | undefined> {
  const { lilconfig } = await import('lilconfig')
  const contents = new Map<string, string>()
  const remember = (path: string, content: string): string => {
    contents.set(path, content)
    return content
  }
  const searcher = lilconfig('mpesa-doctor', {
    searchPlaces: [...searchPlaces, 'package.json'],
    packageProp: packageProperty,
    loaders: {
      '.json': (path, content) => parseJson(path, remember(path, content), folder),
      '.yaml': (path, content) => parseYaml(path, remember(path, content), folder),
      '.yml': (path, content) => parseYaml(path, remember(path, content), folder),
      '.js': async (path) => ((await import(pathToFileURL(path).href)) as { default?: unknown }).default,
    },
  })
  const found =
    named === undefined ? await searcher.search(folder) : await load(resolve(folder, named), named, searcher)
  if (found === null || found.isEmpty === true) return undefined
  const path = found.filepath
  const shownPath = show(path, folder)
  if (typeof found.config !== 'object' || found.config === null || Array.isArray(found.config))
    throw usageError('config-invalid', `${shownPath} must hold an object of settings`)
  return {
    path,
    shownPath,
    folder: dirname(path),
    values: found.config as Record<string, unknown>,
    lineOf: (key) => findLine(contents.get(path), key),
  }
}

async function load(
  path: string,
  named: string,
  searcher: {
    load(path: string): Promise<Awaited<ReturnType<ReturnType<typeof import('lilconfig')['lilconfig']>['load']>>>
  },
) {
  try {
    return await searcher.load(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw usageError('config-missing', `The config file ${named} does not exist`, {
        summary: 'correct the path behind --config, or leave the option out',
      })
    throw error
  }
}

function show(path: string, folder: string): string {
  const shown = relative(folder, path)
  return shown === '' || isAbsolute(shown) ? path : shown
}

function parseJson(path: string, content: string, folder: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    // Somebody else's package.json on the way up is none of our business.
    if (path.endsWith('package.json')) return {}
    const offset = Number(/position (\d+)/.exec(String(error))?.[1] ?? Number.NaN)
    const line = Number.isNaN(offset) ? '' : `:${content.slice(0, offset).split('\n').length}`
    throw usageError('config-invalid', `${show(path, folder)}${line} is not valid JSON`, {
      summary:
        'look for a missing comma, quote or bracket there; JSON has no comments and no comma after the last entry',
    })
  }
}

async function parseYaml(path: string, content: string, folder: string): Promise<unknown> {
  const { parseDocument, LineCounter } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(content, { lineCounter })
  const [error] = document.errors
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0])
    throw usageError(
      'config-invalid',
      `${show(path, folder)}:${line} is not valid YAML: ${error.message.split('\n')[0] ?? ''}`,
    )
  }
  return document.toJS()
}

/** Good enough for a message: the first line on which the key stands before a colon. */
function findLine(content: string | undefined, key: string): number | undefined {
  if (content === undefined) return undefined
  const pattern = new RegExp(`^\\s*[{,]?\\s*["']?${key.replace(/[^A-Za-z0-9_]/g, '\\$&')}["']?\\s*:`)
  const index = content.split('\n').findIndex((line) => pattern.test(line) || line.includes(`"${key}"`))
  return index === -1 ? undefined : index + 1
}
