import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PageMissingError } from '../core/page-server.ts'

/** The pages that are built with this program. */
export type PageName = 'inspector' | 'phone'

export interface PageFile {
  readonly type: string
  readonly content: Buffer
}

/**
 * The files of a page by what stands behind the token in their address. Without a folder those that were built with this
 * program. Throws `PageMissingError`.
 */
export async function loadPage(
  page: PageName,
  folder: string = builtFolder(page),
): Promise<ReadonlyMap<string, PageFile>> {
  const types = {
    'index.html': 'text/html; charset=utf-8',
    [`${page}.js`]: 'text/javascript; charset=utf-8',
    [`${page}.css`]: 'text/css; charset=utf-8',
  }
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
function builtFolder(page: PageName): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'dist', 'web', page)
}
