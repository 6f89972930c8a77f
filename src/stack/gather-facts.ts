import type { FilesPort } from '../core/files-port.ts'
import { decodeSource } from './decode-source.ts'
import type { ProjectFacts } from './facts.ts'
import { namedFiles, tellingFiles } from './source-paths.ts'

/** Larger sources are left out; lock files are long and say what little they say in many places. */
const maxSourceBytes = 262_144
const maxLockBytes = 1_048_576

/** Lists the project's folder once and reads the few files that tell what it is made of. What cannot be read is left out. */
export async function gatherFacts(
  folder: string,
  port: Pick<FilesPort, 'list' | 'read'>,
  runningNode: number,
): Promise<ProjectFacts> {
  const files = new Set<string>()
  const folders = new Set<string>()
  const texts = new Map<string, string>()
  const listing = await port.list(folder)
  if (listing.kind === 'listed')
    for (const { name, kind } of listing.entries) {
      if (kind === 'file' || kind === 'link') files.add(name)
      if (kind === 'folder' || kind === 'link') folders.add(name)
    }
  const read = async (path: string): Promise<void> => {
    const maxBytes = path.endsWith('.lock') ? maxLockBytes : maxSourceBytes
    const result = await port.read(`${folder}/${path}`, { maxBytes })
    if (result.kind === 'read') texts.set(path, decodeSource(result.bytes))
  }
  for (const path of tellingFiles({ files, folders })) await read(path)
  for (const path of namedFiles({ files, folders, texts })) await read(path)
  return { files, folders, texts, runningNode }
}
