/*
 * Paths as a project's own source writes them, without a file system: relative to the project's folder, which is `.`,
 * with slashes. What is absolute stays so.
 */

/** One path after the other, `..` taken out where it can be. */
export function joinRelative(...parts: readonly string[]): string {
  const from = parts.findLastIndex((part) => part.startsWith('/'))
  const segments: string[] = []
  for (const segment of parts.slice(Math.max(from, 0)).join('/').split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..' || segments.length === 0 || segments.at(-1) === '..') segments.push(segment)
    else segments.pop()
  }
  const path = segments.join('/')
  if (from !== -1) return `/${path}`
  return path === '' ? '.' : path
}

/** The folder that holds it; that of `.` is `..`. */
export function folderOf(path: string): string {
  if (path === '.' || path === '..' || path.endsWith('/..')) return joinRelative(path, '..')
  const cut = path.lastIndexOf('/')
  if (cut === 0) return '/'
  return cut === -1 ? '.' : path.slice(0, cut)
}
