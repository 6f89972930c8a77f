import type { FilesPort } from '../core/files-port.ts'
import { joinPath, parentFolder, resolvePath } from './paths.ts'

/** A Git repository as its files describe it. Git itself is never run: a repository's own config can name programs. */
export interface GitRepository {
  /** Folder of the working tree. */
  readonly root: string
  /** Holds the index. */
  readonly gitFolder: string
  /** Holds config and `info/exclude`; several working trees may share it. */
  readonly commonFolder: string
}

const mostLevels = 64
const maxPointerBytes = 8_192

/** The repository that a folder is in, looked for upwards as Git does. */
export async function findRepository(
  files: Pick<FilesPort, 'read' | 'stat'>,
  folder: string,
): Promise<GitRepository | undefined> {
  let root: string | undefined = folder
  for (let level = 0; root !== undefined && level < mostLevels; level++) {
    const dotGit = joinPath(root, '.git')
    const facts = await files.stat(dotGit)
    const gitFolder =
      facts?.kind === 'folder' ? dotGit : facts?.kind === 'file' ? await followPointer(files, root, dotGit) : undefined
    if (gitFolder !== undefined && (await files.stat(joinPath(gitFolder, 'HEAD'))) !== null)
      return { root, gitFolder, commonFolder: await findCommonFolder(files, gitFolder) }
    root = parentFolder(root)
  }
  return undefined
}

/** In a submodule or an added working tree `.git` is a file: `gitdir: <path>`. */
async function followPointer(
  files: Pick<FilesPort, 'read'>,
  root: string,
  dotGit: string,
): Promise<string | undefined> {
  const target = /^gitdir: *([^\r\n]+)/.exec(await readSmall(files, dotGit))?.[1]
  return target === undefined ? undefined : resolvePath(root, target.trimEnd())
}

async function findCommonFolder(files: Pick<FilesPort, 'read'>, gitFolder: string): Promise<string> {
  const shared = (await readSmall(files, joinPath(gitFolder, 'commondir'))).trim()
  return shared === '' ? gitFolder : resolvePath(gitFolder, shared)
}

async function readSmall(files: Pick<FilesPort, 'read'>, path: string): Promise<string> {
  const result = await files.read(path, { maxBytes: maxPointerBytes })
  return result.kind === 'read' ? new TextDecoder().decode(result.bytes) : ''
}
