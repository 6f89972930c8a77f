/*
 * Paths without the file system. Both separators are understood, because a project's folder comes as its system writes
 * it and what stands in `.git` comes with slashes; a slash is understood by every system when a file is opened.
 */

/** The folder that holds this one; undefined at the top. */
export function parentFolder(path: string): string | undefined {
  const trimmed = trimEnd(path)
  const cut = lastSeparator(trimmed)
  if (cut === -1 || trimmed === '' || /^[a-z]:$/i.test(trimmed)) return undefined
  const parent = trimmed.slice(0, cut)
  if (parent === '' || /^[a-z]:$/i.test(parent)) return `${parent}${trimmed.charAt(cut)}`
  return parent
}

export function joinPath(folder: string, name: string): string {
  return `${trimEnd(folder)}/${name}`
}

/** `target` as seen from `folder`; what is absolute stays as it is. */
export function resolvePath(folder: string, target: string): string {
  return /^(?:[a-z]:)?[\\/]/i.test(target) ? target : joinPath(folder, target)
}

/** `path` below `folder`, with slashes; undefined if it is not below it. */
export function pathBelow(folder: string, path: string): string | undefined {
  const [top, full] = [slashed(trimEnd(folder)), slashed(path)]
  return full.startsWith(`${top}/`) ? full.slice(top.length + 1) : undefined
}

function slashed(path: string): string {
  // A backslash is an ordinary character of a name, unless the path is one of Windows.
  return /^[a-z]:|^\\\\/i.test(path) ? path.replaceAll('\\', '/') : path
}

function lastSeparator(path: string): number {
  return /^[a-z]:|^\\\\/i.test(path) ? Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) : path.lastIndexOf('/')
}

function trimEnd(path: string): string {
  return path.length > 1 && /[\\/]$/.test(path) ? path.slice(0, -1) : path === '/' ? '' : path
}
