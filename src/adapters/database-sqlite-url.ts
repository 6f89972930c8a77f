import type { MalformedUrl } from './database-url.ts'
import { decode, malformed } from './database-url-parts.ts'

/** A file of SQLite. */
export interface SqliteAddress {
  readonly kind: 'sqlite'
  /** As the URL has it; relative paths mean the folder that the program was started in. */
  readonly path: string
}

/**
 * Reads what stands behind the scheme: `path`, `//path`, `///path` (relative with three slashes and absolute with four, as
 * SQLAlchemy and Django have it), and Prisma's `./dev.db`.
 * Only behind `file:` three slashes begin an absolute path.
 */
export function readSqliteUrl(rest: string, isFileUrl: boolean): SqliteAddress | MalformedUrl {
  const path = decode(rest.replace(/[?#].*$/, '').replace(/^\/\/(?:localhost(?=\/))?/, ''))
  if (path === '' || path === '/') return malformed('it names no file')
  if (path.includes(':memory:')) return malformed('a database in memory belongs to its program alone')
  // Behind `//` one slash is left of three. `/C:/shop.db` is a path of Windows.
  const three = !isFileUrl && rest.startsWith('///') && !rest.startsWith('////')
  return { kind: 'sqlite', path: three || /^\/[A-Za-z]:[\\/]/.test(path) ? path.slice(1) : path.replace(/^\/\//, '/') }
}
