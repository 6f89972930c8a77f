import type { LoaderName } from '../core/loader-name.ts'
import type { ProjectFacts } from './facts.ts'
import { evaluatePath, type SourceText } from './path-expression.ts'
import { folderOf, joinRelative } from './relative-path.ts'
import { itemsOf, splitArguments } from './split-arguments.ts'

/** A place in the project's own source that reads env files. */
export interface EnvLoad {
  readonly loader: LoaderName
  readonly file: string
  /**
   * The files that it names, the winning one first, relative to the project; `usual` if it names none, `computed` if only
   * the running app knows.
   */
  readonly paths: readonly string[] | 'usual' | 'computed'
  /** What the file says goes before what is set already. */
  readonly overrides: boolean
  /** It stands at the top of the file, not in a condition or a function. */
  readonly isUnconditional: boolean
}

type Found = Pick<EnvLoad, 'loader' | 'paths' | 'overrides'>

interface CallForm {
  readonly files: RegExp
  /** The source has to hold this for the pattern to be looked for. */
  readonly holds: RegExp
  /** Ends with the opening bracket of the call, or before the value. */
  readonly pattern: RegExp
  readonly read: (rest: readonly string[], source: SourceText) => Found
}

/** Of one kind in one file; nobody writes more. */
const mostCalls = 12

const scripts = /\.[cm]?[jt]s$/
const python = /\.py$/
const php = /\.php$/

/** Built when asked for: every start would pay for the patterns. */
function callForms(): readonly CallForm[] {
  return [
    {
      files: scripts,
      holds: /dotenv/,
      pattern: /(?:\bdotenv\w*|\(\s*['"`]dotenv['"`]\s*\))\s*\.\s*config\s*\(/gi,
      read: readDotenvCall,
    },
    {
      files: scripts,
      holds: /\{[^{}]{0,80}\bconfig\b[^{}]{0,80}\}\s*(?:from|=\s*require\s*\()\s*['"]dotenv['"]/,
      pattern: /(?<![.\w])config\s*\(/g,
      read: readDotenvCall,
    },
    {
      files: scripts,
      holds: /dotenv/,
      pattern: /['"]dotenv\/config(?:\.js)?['"]/g,
      read: () => ({ loader: 'dotenv', paths: 'usual', overrides: false }),
    },
    {
      files: scripts,
      holds: /@nestjs\/config|ConfigModule/,
      pattern: /\bConfigModule\s*\.\s*forRoot\s*\(/g,
      read: ([options = '{}'], source) => ({
        loader: 'dotenv',
        paths: pathsIn(propertyOf(options, 'envFilePath'), source),
        overrides: false,
      }),
    },
    {
      files: scripts,
      holds: /loadEnvFile/,
      pattern: /\bloadEnvFile\s*\(/g,
      read: ([path], source) => ({ loader: 'node', paths: pathsIn(path, source), overrides: false }),
    },
    {
      files: python,
      holds: /\bdotenv\b/,
      pattern: /\bload_dotenv\s*\(/g,
      read: (parts, source) => readPythonCall('python-dotenv', parts, ['dotenv_path'], 'override', source),
    },
    {
      files: python,
      holds: /\benvirons\b/,
      pattern: /\.\s*read_env\s*\(/g,
      read: (parts, source) => readPythonCall('python-dotenv', parts, ['path'], 'override', source),
    },
    {
      files: python,
      holds: /\bpydantic_settings\b|\bBaseSettings\b/,
      pattern: /\benv_file['"]?\s*[=:]\s*/g,
      read: ([value], source) => {
        const paths = pathsIn(value, source)
        // Of several the last one wins.
        return {
          loader: 'python-dotenv',
          paths: typeof paths === 'string' ? paths : paths.toReversed(),
          overrides: false,
        }
      },
    },
    {
      files: python,
      holds: /\benviron\b/,
      pattern: /\.\s*read_env\s*\(/g,
      read: (parts, source) => {
        const load = readPythonCall('django-environ', parts, ['env_file'], 'overwrite', source)
        // Without a path it is the file beside the one that asks.
        return load.paths === 'usual' ? { ...load, paths: [joinRelative(folderOf(source.file), '.env')] } : load
      },
    },
    {
      files: python,
      holds: /\bdecouple\b/,
      pattern: /\bRepositoryEnv\s*\(/g,
      read: ([path], source) => ({ loader: 'python-decouple', paths: pathsIn(path, source), overrides: false }),
    },
    {
      files: php,
      holds: /\bDotenv\b/,
      pattern: /\bDotenv\s*::\s*create(?:Unsafe)?(?:Imm|M)utable\s*\(/g,
      read: readPhpCall,
    },
  ]
}

/** Every place that reads env files in the sources that were read, in their order. */
export function findEnvLoads({ texts }: Pick<ProjectFacts, 'texts'>): readonly EnvLoad[] {
  const loads: EnvLoad[] = []
  let forms: readonly CallForm[] | undefined
  for (const [file, text] of texts) {
    if (!/env|decouple|ConfigModule/i.test(text) || !(scripts.test(file) || python.test(file) || php.test(file)))
      continue
    forms ??= callForms()
    const source = { file, text }
    for (const form of forms) if (form.files.test(file) && form.holds.test(text)) loads.push(...loadsOf(form, source))
  }
  return loads
}

function loadsOf({ pattern, read }: CallForm, source: SourceText): readonly EnvLoad[] {
  const loads: EnvLoad[] = []
  let looked = 0
  for (const match of source.text.matchAll(pattern)) {
    if (++looked > mostCalls) break
    const before = source.text.slice(source.text.lastIndexOf('\n', match.index) + 1, match.index)
    if (/^\s*(?:\/\/|#|\*|\/\*)/.test(before) || /\bdef\s+$/.test(before)) continue
    const end = match.index + match[0].length
    const parts = partsBehind(match[0], source.text, end)
    // Who unfolds a call further than this names no file in it.
    if (parts === undefined) continue
    const isUnconditional = !/^\s/.test(before)
    const load = read(isPhp(match[0]) ? [match[0], ...parts] : parts, source)
    loads.push({ ...load, file: source.file, isUnconditional })
  }
  return loads
}

function partsBehind(head: string, text: string, end: number): readonly string[] | undefined {
  if (/['"]$/.test(head)) return []
  if (head.endsWith('(')) return splitArguments(text, end)
  // A value that is set, not a call: it ends with its line.
  return splitArguments(`${text.slice(end, end + 300).split('\n', 1)[0]})`, 0)
}

function isPhp(head: string): boolean {
  return head.includes('::')
}

function readDotenvCall([options]: readonly string[], source: SourceText): Found {
  if (options === undefined) return { loader: 'dotenv', paths: 'usual', overrides: false }
  const overrides = /\boverride\s*:\s*true\b/.test(options)
  if (!options.startsWith('{')) return { loader: 'dotenv', paths: 'computed', overrides }
  const paths = pathsIn(propertyOf(options, 'path'), source)
  // The first one wins, unless each overrides what was there before.
  return { loader: 'dotenv', paths: typeof paths === 'string' || !overrides ? paths : paths.toReversed(), overrides }
}

function readPythonCall(
  loader: LoaderName,
  parts: readonly string[],
  names: readonly string[],
  override: string,
  source: SourceText,
): Found {
  const named = parts.find((part) => names.some((name) => new RegExp(`^${name}\\s*=`).test(part)))
  const [first] = parts
  const positional = first === undefined || /^\w+\s*=/.test(first) ? undefined : first
  const path = named?.slice(named.indexOf('=') + 1).trim() ?? positional
  const overrides = parts.some((part) => new RegExp(`^${override}\\s*=\\s*True$`).test(part))
  return { loader, paths: path === 'find_dotenv()' ? 'usual' : pathsIn(path, source), overrides }
}

function readPhpCall([head = '', folder, name]: readonly string[], source: SourceText): Found {
  const overrides = /Mutable/.test(head)
  const at = folder === undefined ? undefined : evaluatePath(folder, source)
  const file = name === undefined ? '.env' : evaluatePath(name, source)
  const paths = at === undefined || file === undefined ? 'computed' : [joinRelative(at, file)]
  return { loader: 'phpdotenv', paths, overrides }
}

/** The value of one property of an object written out; its name alone where it is given by that. */
function propertyOf(object: string, name: string): string | undefined {
  const parts = splitArguments(object, 1) ?? []
  if (parts.some((part) => part.startsWith('...'))) return '...'
  const part = parts.find((one) => new RegExp(`^['"]?${name}['"]?\\s*(?::|$)`).test(one))
  return part === undefined || !part.includes(':') ? part : part.slice(part.indexOf(':') + 1).trim()
}

function pathsIn(expression: string | undefined, source: SourceText): EnvLoad['paths'] {
  if (expression === undefined || expression === 'None') return 'usual'
  const paths = itemsOf(expression)?.map((item) => evaluatePath(item, source)) ?? []
  return paths.length > 0 && paths.every((path) => path !== undefined) ? paths : 'computed'
}
