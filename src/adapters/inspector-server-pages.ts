import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PageMissingError } from '../inbox/inspector/inspector-server.ts'

export interface PageFile {
  readonly type: string
  readonly content: Buffer
}

const types = {
  'index.html': 'text/html; charset=utf-8',
  'inspector.js': 'text/javascript; charset=utf-8',
  'inspector.css': 'text/css; charset=utf-8',
} as const

/** The files by what stands behind the token in their address. Throws `PageMissingError`. */
export async function loadPage(folder: string = builtFolder()): Promise<ReadonlyMap<string, PageFile>> {
  const files = await Promise.all(
    Object.entries(types).map(async ([name, type]) => {
      const file = join(folder, name)
      const content = await readFile(file).catch((error: unknown) => {
        throw new PageMissingError(file, error)
      })
      return [name === 'index.html' ? '' : name, { type, content }] as const
    }),
  )
  return new Map(files)
}

/** In the package that this file is part of, built or not. */
function builtFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'dist', 'web', 'inspector')
}
