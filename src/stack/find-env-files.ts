import type { FilesPort } from '../core/ports.ts'
import type { EnvFileCandidate } from './env-file-names.ts'

const maxLevels = 6

/**
 * Paths of the env files that the app reads, in rising priority; `.env` if there is none, for that is what is missing.
 * Some loaders look into the folders above: then no further than the repository, and not more than six levels.
 * `parentOf` gives the folder above, and the same one at the top.
 */
export async function findEnvFiles(
  plan: readonly EnvFileCandidate[],
  folder: string,
  files: Pick<FilesPort, 'stat'>,
  parentOf: (folder: string) => string,
): Promise<readonly string[]> {
  const paths: string[] = []
  for (const { name, isHere } of plan) {
    const path = isHere ? name : await findUpwards(folder, name, files, parentOf)
    if (path !== undefined) paths.push(path)
  }
  return paths.length > 0 ? paths : ['.env']
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
  try {
    return (await files.stat(path)) !== null
  } catch {
    // A folder that may not be looked into holds nothing for the app either.
    return false
  }
}
