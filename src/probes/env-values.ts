import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { FileSnapshot, Project } from '../core/project.ts'
import type { Origin } from '../core/settings.ts'
import { definitionsOf, type EnvDocument, parseDocument } from '../env-file/document.ts'
import { dotenvLoader } from '../env-file/loaders/dotenv.ts'

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
  readonly values: ReadonlyMap<string, string>
}

/** The app's variables: its env files in rising priority, then this process for what no file sets. */
export interface EnvValues {
  readonly files: readonly EnvFileFacts[]
  /** Every name that is set anywhere, files first. */
  readonly names: readonly string[]
  get(key: string): EnvEntry | undefined
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
  const files = project.envFiles.map(readFile)
  const fromFiles = new Map<string, EnvEntry>()
  for (const { file, document, values } of files)
    for (const [key, value] of values) {
      const line = document === undefined ? 1 : (definitionsOf(document, key).at(-1)?.line ?? 1)
      fromFiles.set(key, { key, value, origin: { kind: 'env-file', file: file.path, line, key } })
    }
  const { processVariables } = project
  return {
    files,
    names: [...new Set([...fromFiles.keys(), ...Object.keys(processVariables)])],
    get(key) {
      const entry = fromFiles.get(key)
      if (entry !== undefined) return entry
      const value = processVariables[key]
      return value === undefined ? undefined : { key, value, origin: { kind: 'process', name: key } }
    },
  }
}

function readFile(file: FileSnapshot): EnvFileFacts {
  if (file.content.kind !== 'read') return { file, document: undefined, values: new Map() }
  const reading = dotenvLoader.read(file.content.bytes)
  return { file, document: parseDocument(file.content.bytes), values: 'values' in reading ? reading.values : new Map() }
}

/** The variables of this run. */
export const envValues: Probe<EnvValues> = {
  id: 'env-values',
  activity: 'reading the env file',
  run: async ({ project }) => observed(readEnvValues(project)),
}
