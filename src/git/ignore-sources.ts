import type { FilesPort } from '../core/files-port.ts'
import type { IgnoreSource } from './ignore-patterns.ts'
import { joinPath, pathBelow, resolvePath } from './paths.ts'
import { type GitConfig, readGitConfig } from './read-config.ts'
import type { GitRepository } from './repository.ts'

/** Where the user's own Git settings are. */
export interface GitHome {
  readonly home: string | undefined
  readonly configHome: string | undefined
}

export interface IgnoreFiles {
  readonly sources: readonly IgnoreSource[]
  readonly config: GitConfig
}

const maxBytes = 262_144

/** All patterns that apply in a folder of the repository, in rising priority, and the repository's config. */
export async function readIgnoreFiles(
  files: Pick<FilesPort, 'read'>,
  repository: GitRepository,
  folder: string,
  where: GitHome,
): Promise<IgnoreFiles> {
  const config = readGitConfig(await read(files, joinPath(repository.commonFolder, 'config')))
  const sources: IgnoreSource[] = []
  const add = async (path: string, base = ''): Promise<void> => {
    const text = await read(files, path)
    if (text !== '') sources.push({ base, text })
  }
  const global = config.excludesFile ?? (await findGlobalExcludes(files, where))
  if (global !== undefined) await add(expandHome(global, where))
  await add(joinPath(repository.commonFolder, 'info/exclude'))
  await add(joinPath(repository.root, '.gitignore'))
  const names = pathBelow(repository.root, folder)?.split('/') ?? []
  for (let depth = 1; depth <= names.length; depth++) {
    const base = names.slice(0, depth).join('/')
    await add(joinPath(joinPath(repository.root, base), '.gitignore'), base)
  }
  return { sources, config }
}

async function findGlobalExcludes(files: Pick<FilesPort, 'read'>, where: GitHome): Promise<string | undefined> {
  const configFolder = where.configHome ?? (where.home === undefined ? undefined : joinPath(where.home, '.config'))
  const candidates = [
    ...(where.home === undefined ? [] : [joinPath(where.home, '.gitconfig')]),
    ...(configFolder === undefined ? [] : [joinPath(configFolder, 'git/config')]),
  ]
  for (const path of candidates) {
    const { excludesFile } = readGitConfig(await read(files, path))
    if (excludesFile !== undefined) return excludesFile
  }
  return configFolder === undefined ? undefined : joinPath(configFolder, 'git/ignore')
}

function expandHome(path: string, { home = '' }: GitHome): string {
  return path.startsWith('~/') ? joinPath(home, path.slice(2)) : resolvePath(home, path)
}

async function read(files: Pick<FilesPort, 'read'>, path: string): Promise<string> {
  const result = await files.read(path, { maxBytes })
  return result.kind === 'read' ? new TextDecoder().decode(result.bytes) : ''
}
