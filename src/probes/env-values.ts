import type { LoaderName } from '../core/loader-name.ts'
import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { FileSnapshot, Project } from '../core/project.ts'
import type { Origin } from '../core/settings.ts'
import { definitionsOf, type EnvDocument, parseDocument } from '../env-file/document.ts'
import { type KeyReading, readingOfKey } from '../env-file/key-reading.ts'
import type { FileReading } from '../env-file/loader.ts'
import { loaders } from '../env-file/loaders/index.ts'
import { readPlainFile } from '../env-file/plain-file.ts'
import { surroundingsOf } from './env-surroundings.ts'

/** One variable as the app reads it, and where it stands. */
export interface EnvEntry {
  readonly key: string
  readonly value: string
  readonly origin: Extract<Origin, { kind: 'env-file' | 'process' }>
}

export interface EnvFileFacts {
  readonly file: FileSnapshot
  /** Undefined if the file could not be read. */
  readonly document: EnvDocument | undefined
  /** What a loader makes of it; a file that could not be read has no variables. */
  read(loader: LoaderName): FileReading
  /** What an app with this loader gets for one variable. */
  readKey(loader: LoaderName, key: string): KeyReading
}

/** The app's variables: its env files in rising priority, then this process for what no file sets. */
export interface EnvValues {
  readonly files: readonly EnvFileFacts[]
  /** The loaders to warn about; the first is the one whose values are given here. None if the app's own is not known. */
  readonly loaders: readonly LoaderName[]
  /** Nothing says which loader the app uses. */
  readonly isGuess: boolean
  /** The app finds its variables whatever the case of their names. */
  readonly ignoresCase: boolean
  /** Every name that is set anywhere, files first. */
  readonly names: readonly string[]
  get(key: string): EnvEntry | undefined
  /** It is set, but what to cannot be told: a command would have to run, asking for it raises, or it is encrypted. */
  isOpen(key: string): boolean
}

const known = new WeakMap<Project, EnvValues>()

/** Reads the snapshots, once per project; never loads anything into this process and never evaluates anything. */
export function readEnvValues(project: Project): EnvValues {
  let values = known.get(project)
  if (values === undefined) {
    values = readAll(project)
    known.set(project, values)
  }
  return values
}

function readAll(project: Project): EnvValues {
  const { processVariables, stack } = project
  const names = stack.loaders.map(({ name }) => name)
  const primary = names[0] ?? 'dotenv'
  const files: EnvFileFacts[] = []
  for (const file of project.envFiles) files.push(factsOf(file, files, project))
  const fromFiles = new Map<string, EnvEntry>()
  const open = new Set<string>()
  for (const { file, document, read } of files) {
    const reading = read(primary)
    // What a loader refuses as a whole is judged all the same: there is more to say than that it is refused.
    const variables = reading.kind === 'read' ? reading.variables : variablesOf(read('dotenv'))
    for (const [key, found] of variables) {
      if (found.kind === 'null') continue
      if (found.kind !== 'value' || isEncrypted(found.value)) {
        fromFiles.delete(key)
        open.add(key)
        continue
      }
      open.delete(key)
      const line = document === undefined ? 1 : (definitionsOf(document, key).at(-1)?.line ?? 1)
      fromFiles.set(key, { key, value: found.value, origin: { kind: 'env-file', file: file.path, line, key } })
    }
  }
  return {
    files,
    loaders: names,
    isGuess: stack.source === 'unknown',
    ignoresCase: stack.ignoresCase?.name === primary,
    names: [...new Set([...fromFiles.keys(), ...open, ...Object.keys(processVariables)])],
    get(key) {
      const entry = fromFiles.get(key)
      if (entry !== undefined || open.has(key)) return entry
      const value = processVariables[key]
      return value === undefined ? undefined : { key, value, origin: { kind: 'process', name: key } }
    },
    isOpen: (key) => open.has(key),
  }
}

/** The form in which dotenvx keeps values. */
export function isEncrypted(value: string): boolean {
  return value.startsWith('encrypted:')
}

function variablesOf(reading: FileReading): Extract<FileReading, { kind: 'read' }>['variables'] {
  return reading.kind === 'read' ? reading.variables : new Map()
}

const nothing: FileReading = { kind: 'read', variables: new Map() }

/** `files` are all of the project's, this one among them by the time anything is read. */
function factsOf(file: FileSnapshot, files: readonly EnvFileFacts[], project: Project): EnvFileFacts {
  const { content } = file
  if (content.kind !== 'read') {
    const readKey = (loader: LoaderName, key: string): KeyReading => readingOfKey(loader, nothing, key)
    return { file, document: undefined, read: () => nothing, readKey }
  }
  const document = parseDocument(content.bytes)
  const memory = new Map<LoaderName, FileReading>()
  // What all loaders read the same need not be read by each.
  const plain = readPlainFile(content.bytes)
  const read = (name: LoaderName): FileReading => {
    let reading = plain ?? memory.get(name)
    if (reading === undefined) {
      reading = loaders[name].read(content.bytes, surroundingsOf(name, facts, files, project))
      memory.set(name, reading)
    }
    return reading
  }
  const facts: EnvFileFacts = {
    file,
    document,
    read,
    readKey: (loader, key) => readingOfKey(loader, read(loader), key),
  }
  return facts
}

/** The variables of this run. */
export const envValues: Probe<EnvValues> = {
  id: 'env-values',
  activity: 'reading the env file',
  instant: true,
  run: async ({ project }) => observed(readEnvValues(project)),
}
