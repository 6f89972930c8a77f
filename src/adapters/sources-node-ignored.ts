import type { IgnoreRules } from '../git/ignore-rules.ts'
import { readIgnoreFiles } from '../git/ignore-sources.ts'
import { pathBelow } from '../git/paths.ts'
import { findRepository } from '../git/repository.ts'
import { nodeFiles } from './files-node.ts'

/** A folder below the searched one with a `.gitignore` of its own; what is ignored above is ignored there, too. */
export interface IgnoreScope {
  readonly parent: IgnoreScope | null
  /** Relative to the searched folder, with a slash at its end. */
  readonly inside: string
  readonly text: string
  /** Compiled when first asked. */
  rules?: IgnoreRules
}

/**
 * What is ignored below a folder: by its repository, or without one by its own `.gitignore`. To know it takes longer
 * than a small project takes to be searched, so that it is found out only when asked for.
 */
export interface SearchedIgnores {
  /** To be awaited before anything is asked. */
  load(): Promise<void>
  /** `path` relative to the searched folder; a folder ends with a slash. */
  ignores(scope: IgnoreScope | null, path: string): boolean
}

export function createSearchedIgnores(folder: string): SearchedIgnores {
  let prefix = ''
  let top: IgnoreRules | undefined
  const rulesOf = (scope: IgnoreScope | null): IgnoreRules | undefined => {
    if (scope === null) return top
    const above = rulesOf(scope.parent)
    if (above !== undefined)
      scope.rules ??= above.with({ base: (prefix + scope.inside).slice(0, -1), text: scope.text })
    return scope.rules
  }
  return {
    async load() {
      if (top !== undefined) return
      const repository = await findRepository(nodeFiles, folder)
      const below = repository === undefined ? undefined : pathBelow(repository.root, folder)
      if (below !== undefined && below !== '') prefix = `${below}/`
      const at = repository ?? { root: folder, gitFolder: folder, commonFolder: folder }
      const nobody = { home: undefined, configHome: undefined }
      const { sources, config } = await readIgnoreFiles(nodeFiles, at, folder, nobody)
      const { compileIgnoreRules } = await import('../libraries/ignore-rules.ts')
      top = compileIgnoreRules(sources, config.ignoreCase)
    },
    ignores: (scope, path) => rulesOf(scope)?.ignores(prefix + path) === true,
  }
}
