import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identifyProcess, type ProcessIdentity } from './process-facts.ts'

/** Every demo lives in one folder with this name at the start, so that a later start finds what a crash left behind. */
export const demoFolderPrefix = 'mpesa-doctor-demo-'

/** The database's part of a demo folder, and the server's data inside it. */
export const databaseFolder = 'postgres'
export const dataFolder = join(databaseFolder, 'data')

const ownerFile = 'owner.json'

/** Makes the folder of a new demo and writes into it which process it belongs to. */
export async function createDemoFolder(tmpdir: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir, demoFolderPrefix))
  await writeFile(join(folder, ownerFile), JSON.stringify(await identifyProcess(process.pid)), { mode: 0o600 })
  // As root the database runs under another user, who must get to its own folder in here; the files stay closed to it.
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
  return folder
}

/** Null if the folder does not say, or not in a form that can be read. */
export async function readOwner(folder: string): Promise<ProcessIdentity | null> {
  try {
    const owner = JSON.parse(await readFile(join(folder, ownerFile), 'utf8')) as Partial<ProcessIdentity>
    if (typeof owner.pid !== 'number' || typeof owner.host !== 'string') return null
    return { startMarker: null, boot: null, namespace: null, ...owner, pid: owner.pid, host: owner.host }
  } catch {
    return null
  }
}
