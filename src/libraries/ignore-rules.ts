import ignore, { type Ignore } from 'ignore'
import { anchorPatterns, type IgnoreSource } from '../git/ignore-patterns.ts'
import type { IgnoreRules } from '../git/ignore-rules.ts'

/** Sources in rising priority: what all projects ignore, what this one does, from the root downwards. */
export function compileIgnoreRules(sources: readonly IgnoreSource[], ignoreCase = false): IgnoreRules {
  return rulesOf(ignore({ ignorecase: ignoreCase }).add(sources.flatMap(anchorPatterns)), ignoreCase)
}

function rulesOf(rules: Ignore, ignoreCase: boolean): IgnoreRules {
  return {
    ignores: (path) => rules.ignores(path),
    with: (source) => rulesOf(ignore({ ignorecase: ignoreCase }).add(rules).add(anchorPatterns(source)), ignoreCase),
  }
}
