import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { type IgnoreSource, isPlainlyIgnored } from '../git/ignore-patterns.ts'
import { readIgnoreFiles } from '../git/ignore-sources.ts'
import { findInIndex, type IndexAnswer } from '../git/index-file.ts'
import { joinPath, parentFolder, pathBelow } from '../git/paths.ts'
import { findRepository, type GitRepository } from '../git/repository.ts'
import { type EnvFileFacts, envValues } from './env-values.ts'

/** What Git knows of an env file. */
export interface GitFileState {
  readonly facts: EnvFileFacts
  /** From the root of the repository, with slashes. */
  readonly pathInRepository: string
  readonly index: IndexAnswer
  readonly isIgnored: boolean
  /** The file of the same name with `.local` behind it: where it is ignored, this one may be made to be shared. */
  readonly local: { readonly name: string; readonly isIgnored: boolean }
}

const maxIndexBytes = 33_554_432

/** The env files that are inside a Git repository, with what its files say about them. Git is not run. */
export const gitState: Probe<readonly GitFileState[]> = {
  id: 'git-state',
  activity: 'reading what Git knows of the env file',
  instant: true,
  async run(context) {
    const values = await context.observe(envValues)
    if (!values.available) return values
    const read = values.value.files.filter(({ file }) => file.content.kind === 'read')
    if (read.length === 0) return unavailable('blocked', 'an env file that can be read')
    const states: GitFileState[] = []
    for (const facts of read) {
      const state = await stateOf(facts, context)
      if (state !== undefined) states.push(state)
    }
    return states.length === 0 ? unavailable('not-applicable', 'a Git repository') : observed(states)
  },
}

async function stateOf(facts: EnvFileFacts, context: ProbeContext): Promise<GitFileState | undefined> {
  const { files } = context.ports
  const path = facts.file.absolutePath
  const folder = parentFolder(path) ?? '/'
  const repository = await findRepository(files, folder)
  const pathInRepository = repository === undefined ? undefined : pathBelow(repository.root, path)
  if (repository === undefined || pathInRepository === undefined) return undefined
  const { HOME, USERPROFILE, XDG_CONFIG_HOME } = context.project.processVariables
  const where = { home: HOME || USERPROFILE || undefined, configHome: XDG_CONFIG_HOME || undefined }
  const { sources, config } = await readIgnoreFiles(files, repository, folder, where)
  const hashBytes = config.objectFormat === 'sha256' ? 32 : 20
  const index = await readIndex(context, repository, pathInRepository, hashBytes)
  const isIgnored = await judgeIgnored(sources, pathInRepository, config.ignoreCase)
  const localPath = `${pathInRepository.replace(/\.local$/, '')}.local`
  const isLocalIgnored =
    localPath !== pathInRepository &&
    (index === 'tracked' || !isIgnored) &&
    (await judgeIgnored(sources, localPath, config.ignoreCase))
  const local = { name: localPath.slice(localPath.lastIndexOf('/') + 1), isIgnored: isLocalIgnored }
  return { facts, pathInRepository, index, isIgnored, local }
}

/** The library that matches patterns is loaded only where there is something to match. */
async function judgeIgnored(sources: readonly IgnoreSource[], path: string, ignoreCase = false): Promise<boolean> {
  if (sources.length === 0) return false
  if (isPlainlyIgnored(sources, path)) return true
  const { compileIgnoreRules } = await import('../libraries/ignore-rules.ts')
  return compileIgnoreRules(sources, ignoreCase).ignores(path)
}

async function readIndex(
  { ports }: ProbeContext,
  { gitFolder }: GitRepository,
  path: string,
  hashBytes: 20 | 32,
): Promise<IndexAnswer> {
  const result = await ports.files.read(joinPath(gitFolder, 'index'), { maxBytes: maxIndexBytes })
  if (result.kind === 'read') return findInIndex(result.bytes, path, hashBytes)
  // A repository in which nothing was ever added has no index.
  return result.kind === 'missing' ? 'untracked' : 'unknown'
}
