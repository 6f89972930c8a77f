/** A file of ignore patterns, and the folder that they are relative to ('' for the root, else `a/b`). */
export interface IgnoreSource {
  readonly base: string
  readonly text: string
}

/** No pattern that people write is longer; matching one that is could take for ever. */
const mostCharacters = 512
const mostStars = 12

/**
 * The patterns of a source as if they stood at the root. With all of them in one list, the deepest file last, the last
 * match decides, as in https://git-scm.com/docs/gitignore.
 */
export function anchorPatterns({ base, text }: IgnoreSource): readonly string[] {
  const patterns: string[] = []
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    const pattern = line.endsWith('\r') ? line.slice(0, -1) : line
    if (pattern === '' || pattern.startsWith('#') || pattern.length > mostCharacters) continue
    if (pattern.split('*').length > mostStars) continue
    const anchored = base === '' ? pattern : anchor(base, pattern)
    if (anchored !== undefined) patterns.push(anchored)
  }
  return patterns
}

function anchor(base: string, pattern: string): string | undefined {
  const sign = pattern.startsWith('!') ? '!' : ''
  const body = pattern.slice(sign.length)
  const trimmed = body.replace(/(?<!\\) +$/, '')
  if (trimmed === '' || trimmed === '/') return undefined
  const folder = `${sign}/${base.replaceAll(/[\\*?[]/g, String.raw`\$&`)}`
  if (body.startsWith('/')) return folder + body
  return trimmed.slice(0, -1).includes('/') ? `${folder}/${body}` : `${folder}/**/${body}`
}

/**
 * Whether a file is ignored by its plain name, and nothing takes that back: the usual case, and it needs no matching.
 * False says nothing.
 */
export function isPlainlyIgnored(sources: readonly IgnoreSource[], path: string): boolean {
  const names = path.split('/')
  let isNamed = false
  for (const { text } of sources)
    for (const line of text.split(/\r?\n/)) {
      isNamed ||= line === names.at(-1)
      if (line.startsWith('!') && mayMatch(line.slice(1), names)) return false
    }
  return isNamed
}

/** A pattern without wildcards means what its last name says. */
function mayMatch(pattern: string, names: readonly string[]): boolean {
  const last = pattern.trimEnd().replace(/\/$/, '').split('/').at(-1) ?? ''
  return /[*?[\\]/.test(pattern) || names.includes(last)
}
