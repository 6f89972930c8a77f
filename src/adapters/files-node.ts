import type { Stats } from 'node:fs'
import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs'
import type { FileFacts, FileReadResult, FilesPort, FolderListing } from '../core/files-port.ts'

const defaultMaxBytes = 16 * 1_048_576

/** Small files, read at once: the promise API of `fs` would cost more to load than the reading takes. */
export const nodeFiles: FilesPort = {
  read: async (path, options) => read(path, options?.maxBytes ?? defaultMaxBytes),
  list: async (folder) => list(folder),
  stat: async (path) => stat(path),
}

function read(path: string, maxBytes: number): FileReadResult {
  let file: number | undefined
  try {
    // Non-blocking: opening a FIFO that nobody writes to would otherwise wait for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const facts = fstatSync(file)
    if (!facts.isFile())
      return {
        kind: 'unreadable',
        code: 'not-a-file',
        detail: facts.isDirectory() ? 'it is a folder' : 'it is no regular file',
      }
    if (facts.size > maxBytes)
      return { kind: 'unreadable', code: 'too-large', detail: `it has ${facts.size} bytes, more than ${maxBytes}` }
    return { kind: 'read', bytes: readFileSync(file) }
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' }
    return { kind: 'unreadable', code, detail: code === 'EACCES' || code === 'EPERM' ? 'no permission' : code }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function list(folder: string): FolderListing {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).map(
      (entry) =>
        ({
          name: entry.name,
          kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
        }) as const,
    )
    return { kind: 'listed', entries }
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'missing' } : { kind: 'unreadable', code }
  }
}

/** What cannot be reached is not there for the app either: a folder that is closed, a file in place of one, a loop of links. */
const unreachable: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT'])

function stat(path: string): FileFacts | null {
  const facts = statOf(path)
  if (facts === undefined) return null
  return {
    kind: facts.isFile() ? 'file' : facts.isDirectory() ? 'folder' : 'other',
    bytes: facts.size,
    mode: process.platform === 'win32' ? null : facts.mode & 0o777,
    modifiedMs: facts.mtimeMs,
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (unreachable.has((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
