import type { FilesPort } from '../../src/core/files-port.ts'

/** Files of a project by their path relative to `/project`; a path that ends with `/` is an empty folder. */
export type MemoryFiles = Readonly<Record<string, string | Uint8Array>>

export interface CountingFiles extends FilesPort {
  /** Every call in order: `list /project`, `read /project/package.json`. */
  readonly calls: readonly string[]
}

export const projectFolder = '/project'

/** A disk in memory that counts what is asked of it. Absolute paths stand for themselves. */
export function memoryFiles(files: MemoryFiles): CountingFiles {
  const calls: string[] = []
  const all = new Map(
    Object.entries(files).map(([path, content]) => [path.startsWith('/') ? path : `${projectFolder}/${path}`, content]),
  )
  const isFolder = (path: string): boolean => [...all.keys()].some((name) => name.startsWith(`${path}/`))
  return {
    calls,
    async read(path, options) {
      calls.push(`read ${path}`)
      const content = all.get(path)
      if (content === undefined)
        return isFolder(path)
          ? { kind: 'unreadable', code: 'not-a-file', detail: 'it is a folder' }
          : { kind: 'missing' }
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
      return bytes.length > (options?.maxBytes ?? Number.POSITIVE_INFINITY)
        ? { kind: 'unreadable', code: 'too-large', detail: `it has ${bytes.length} bytes` }
        : { kind: 'read', bytes }
    },
    async list(folder) {
      calls.push(`list ${folder}`)
      const names = new Map<string, 'file' | 'folder'>()
      for (const path of all.keys()) {
        if (!path.startsWith(`${folder}/`)) continue
        const [name = '', ...deeper] = path.slice(folder.length + 1).split('/')
        names.set(name, deeper.length > 0 ? 'folder' : 'file')
      }
      return { kind: 'listed', entries: [...names].map(([name, kind]) => ({ name, kind })) }
    },
    async stat(path) {
      calls.push(`stat ${path}`)
      if (all.has(path)) return { kind: 'file', bytes: 0, mode: null, modifiedMs: 0 }
      return isFolder(path) ? { kind: 'folder', bytes: 0, mode: null, modifiedMs: 0 } : null
    },
  }
}
