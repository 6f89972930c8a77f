/** Where the callback goes, in a form that can stand in any source code between any quotes. */
export interface Place {
  readonly path: string
  readonly host: string
  /** The path with the last slash that the app redirects to, or without the one that it redirects from. */
  readonly otherPath: string
}

// Letters, digits and marks that mean nothing to a shell, a quoted string or a route pattern of any framework.
const plainPath = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?$/
const plainHost = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/
const longest = 200

/** Stand for what cannot be put into code as it is; whoever pastes them sees what is missing. */
export const unnamedPath = '/path/of/the/callback'
export const unnamedHost = 'callback.host.invalid'

/** The place of a URL. A path or host with any other character in it is replaced: what is printed gets pasted. */
export function placeOf(url: URL): Place {
  const { pathname, hostname } = url
  const path = pathname.length <= longest && plainPath.test(pathname) ? pathname : unnamedPath
  const host = hostname.length <= longest && plainHost.test(hostname) ? hostname : unnamedHost
  return { path, host, otherPath: path.endsWith('/') && path !== '/' ? path.slice(0, -1) : `${path}/` }
}

/** "payments/callback": as routers that add the first slash themselves want it. */
export function withoutFirstSlash(path: string): string {
  return path.replace(/^\//, '')
}

export function withoutLastSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path
}

/** The host as a regular expression that matches it alone. */
export function hostPattern(host: string): string {
  return `^${host.replaceAll('.', String.raw`\.`)}$`
}
