import type { FilesPort } from '../core/files-port.ts'
import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import { joinPath } from '../git/paths.ts'
import { envFilesAbove } from './env-files-above.ts'
import { envValues } from './env-values.ts'

export interface EnvFilesNearby {
  /** The project's folder has a `.env`, but the app reads another one. */
  readonly isHere: boolean
  /** Folders of the project that hold a `.env`, as seen from its own: `apps/api`. */
  readonly below: readonly string[]
  /** `.env` files of the folders above, up to the root of the repository: `../.env`. */
  readonly above: readonly string[]
}

const mostFolders = 40
/** Where workspaces keep their packages; of others only what stands directly in the project's folder is looked at. */
const workspaceFolders: ReadonlySet<string> = new Set(['apps', 'packages', 'services'])
const leftOut: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'venv', 'dist', 'build', '__pycache__'])

/** Where an env file is, if it is not where it was looked for. Names only; nothing is looked for while there is one here. */
export const envFilesNearby: Probe<EnvFilesNearby> = {
  id: 'env-files-nearby',
  activity: 'looking for env files in other folders',
  instant: true,
  async run({ observe, ports, project }) {
    const values = await observe(envValues)
    if (!values.available) return values
    if (values.value.files.some(({ file }) => file.content.kind !== 'missing'))
      return observed({ isHere: false, below: [], above: [] })
    const above = await observe(envFilesAbove)
    return observed({
      isHere: (await ports.files.stat(joinPath(project.folder, '.env')))?.kind === 'file',
      below: await findBelow(project.folder, ports.files),
      above: above.available ? above.value.paths : [],
    })
  },
}

async function findBelow(folder: string, files: Pick<FilesPort, 'list' | 'stat'>): Promise<readonly string[]> {
  const first = await foldersIn(folder, files)
  const folders = [...first]
  for (const name of first)
    if (workspaceFolders.has(name))
      for (const inner of await foldersIn(joinPath(folder, name), files)) folders.push(`${name}/${inner}`)
  const found: string[] = []
  for (const name of folders.slice(0, mostFolders))
    if ((await files.stat(joinPath(joinPath(folder, name), '.env')))?.kind === 'file') found.push(name)
  return found
}

async function foldersIn(folder: string, files: Pick<FilesPort, 'list'>): Promise<readonly string[]> {
  const listing = await files.list(folder)
  if (listing.kind !== 'listed') return []
  return listing.entries
    .filter(({ name, kind }) => kind === 'folder' && !name.startsWith('.') && !leftOut.has(name))
    .map(({ name }) => name)
    .sort(
      (one, other) => Number(workspaceFolders.has(other)) - Number(workspaceFolders.has(one)) || (one < other ? -1 : 1),
    )
    .slice(0, mostFolders)
}
