import type { FilesPort } from '../core/files-port.ts'
import type { EnvFileCandidate } from './env-file-names.ts'
import { folderOf, joinRelative } from './relative-path.ts'

const maxLevels = 6

/**
 * Paths of the env files that the app reads, in rising priority. If there is none, the one that is missing: the one that
 * the app names, else `.env`. Some loaders look into the folders above: then no further than the repository, and not more
 * than six levels. `parentOf` gives the folder above, and the same one at the top.
 */
export async function findEnvFiles(
  plan: readonly EnvFileCandidate[],
  folder: string,
  files: Pick<FilesPort, 'stat'>,
  parentOf: (folder: string) => string,
): Promise<readonly string[]> {
  const paths: string[] = []
  for (const candidate of plan) {
    const path = await findCandidate(candidate, folder, files, parentOf)
    if (path === undefined) continue
    // Named twice, it has the higher priority.
    if (paths.includes(path)) paths.splice(paths.indexOf(path), 1)
    paths.push(path)
  }
  if (paths.length > 0) return paths
  return [plan.find(({ search }) => search === 'required')?.name ?? '.env']
}

async function findCandidate(
  { name, search, from = '.' }: EnvFileCandidate,
  folder: string,
  files: Pick<FilesPort, 'stat'>,
  parentOf: (folder: string) => string,
): Promise<string | undefined> {
  const isThere = (path: string): Promise<boolean> =>
    exists(path.startsWith('/') || /^[A-Za-z]:/.test(path) ? path : `${folder}/${path}`, files)
  if (search === 'here') return name
  if (search !== 'above') return (await isThere(name)) ? name : undefined
  // First through the folders of the project, from that of the file that asks.
  for (let at = from; ; at = folderOf(at)) {
    if (at.startsWith('..') || at.startsWith('/')) break
    const path = joinRelative(at, name)
    if (await isThere(path)) return path
    if (at === '.') break
  }
  return findUpwards(folder, name, files, parentOf)
}

async function findUpwards(
  folder: string,
  name: string,
  files: Pick<FilesPort, 'stat'>,
  parentOf: (folder: string) => string,
): Promise<string | undefined> {
  let at = folder
  for (let level = 0; level < maxLevels; level++) {
    if (await exists(`${at}/.git`, files)) return undefined
    const above = parentOf(at)
    if (above === at) return undefined
    at = above
    const path = at.endsWith('/') ? `${at}${name}` : `${at}/${name}`
    if (await exists(path, files)) return path
  }
  return undefined
}

async function exists(path: string, files: Pick<FilesPort, 'stat'>): Promise<boolean> {
  return (await files.stat(path)) !== null
}
