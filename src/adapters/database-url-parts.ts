import type { MalformedUrl } from './database-url.ts'

/** What stands behind `scheme:` of a database URL, in the parts that every server has. */
export interface UrlParts {
  readonly kind: 'parts'
  readonly host: string
  /** Null if the URL has none. */
  readonly port: number | null
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  parameter(name: string): string | undefined
}

/** Reads `//user:password@host:port/database?name=value`. */
export function readUrlParts(rest: string): UrlParts | MalformedUrl {
  if (!rest.startsWith('//')) return malformed('two slashes are missing after the scheme')
  const authority = /^\/\/([^/?#]*)/.exec(rest)?.[1] ?? ''
  // With an unescaped `/`, `?` or `#` in it, the rest of the password would be taken for the database's name.
  if (!authority.includes('@') && /@/.test(rest.split('?')[0] ?? ''))
    return malformed('the password holds `/`, `?` or `#`, which must be written as `%2F`, `%3F` or `%23`')
  if (authority.includes(',')) return malformed('it names several hosts; give the one to read from')
  const address = `database:${rest}`
  if (!URL.canParse(address))
    return malformed(
      'the host or the port cannot be read; if the password holds `/`, `?`, `#`, `@` or `:`, percent-encode them',
    )
  const url = new URL(address)
  const parameter = (name: string): string | undefined => url.searchParams.get(name) || undefined
  const host = decode(url.hostname.replace(/^\[(.*)\]$/, '$1')) || parameter('host') || 'localhost'
  const given = url.port || parameter('port')
  const port = given === undefined ? null : Number(given)
  if (port !== null && (!Number.isInteger(port) || port < 1 || port > 65_535))
    return malformed('the port is not a number from 1 to 65535')
  return {
    kind: 'parts',
    host,
    port,
    user: decode(url.username) || parameter('user'),
    password: decode(url.password) || parameter('password'),
    database: decode(url.pathname.slice(1)) || undefined,
    parameter,
  }
}

/** A stray `%` that escapes nothing stands for itself, as in the drivers. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function malformed(problem: string): MalformedUrl {
  return { kind: 'malformed', problem }
}
