/** A database that one of the project's own files names. */
export interface DeclaredDatabase {
  /** As `DATABASE_URL` would have it; a path of SQLite is relative to `folder`. */
  readonly url: string
  /** Path of the file that says so, relative to the project. */
  readonly file: string
  /** What in the file says so: `DATABASES`, `datasource`. */
  readonly key: string
  /** Relative to the project; `.` is the project itself. */
  readonly folder: string
}

/** The value of an environment variable as the app has it. */
export type Lookup = (name: string) => string | undefined

export interface DatabaseParts {
  readonly scheme: string
  readonly host?: string | undefined
  readonly port?: string | undefined
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** Name, or for SQLite the path. */
  readonly database: string
  readonly socket?: string | undefined
}

const schemes: Readonly<Record<string, string>> = {
  pgsql: 'postgresql',
  postgres: 'postgresql',
  postgresql: 'postgresql',
  postgresql_psycopg2: 'postgresql',
  postgis: 'postgresql',
  mysql: 'mysql',
  mysql2: 'mysql',
  trilogy: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
}

/** Puts the parts together that frameworks keep apart. */
export function toDatabaseUrl({ scheme, host, port, user, password, database, socket }: DatabaseParts): string {
  const kind = schemes[scheme.toLowerCase()] ?? scheme.toLowerCase()
  if (kind === 'sqlite') return `sqlite:${encodePath(database)}`
  const login =
    user === undefined || user === ''
      ? ''
      : `${encodeURIComponent(user)}${password === undefined || password === '' ? '' : `:${encodeURIComponent(password)}`}@`
  const place = `${host === undefined || host === '' ? 'localhost' : host}${port === undefined || port === '' ? '' : `:${port}`}`
  const query = socket === undefined ? '' : `?${kind === 'mysql' ? 'socket' : 'host'}=${encodeURIComponent(socket)}`
  return `${kind}://${login}${place}/${encodeURIComponent(database)}${query}`
}

/** What would end a path in a URL, or be read as an escape. */
export function encodePath(path: string): string {
  return path.replaceAll(/[%?#]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
