import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const source = join(import.meta.dirname, '..', 'src')
const staticImport = /^(?:import|export)\s(?!type\b)(?:[^'"]*?\sfrom\s)?'(\.[^']+)'/gm

/** Paths of the modules that these ones (relative to `src`) load when they are loaded, themselves included. */
export function reachedFrom(...entries: readonly string[]): ReadonlySet<string> {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const [, specifier = ''] of readFileSync(path, 'utf8').matchAll(staticImport))
      visit(resolve(dirname(path), specifier))
  }
  for (const entry of entries) visit(join(source, entry))
  return reached
}
