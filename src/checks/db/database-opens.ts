import { defineCheck, found, pass } from '../../core/check.ts'
import type { DatabaseLocation, DatabaseOpenResult } from '../../core/database-port.ts'
import type { CodeDefinitions, Fix } from '../../core/finding.ts'
import { describeOrigin, type Origin } from '../../core/settings.ts'
import { database } from '../../probes/database.ts'

const codes = {
  'db/unreachable': {
    severity: 'error',
    title: 'The database does not answer',
    why: 'An app that cannot reach its database can answer a callback and still lose it.',
    fix: 'Start the database, or correct the host and the port in `DATABASE_URL`',
  },
  'db/auth-failed': {
    severity: 'error',
    title: 'The database refuses the login',
    why: 'With this user and password nothing can be read or written, by the app neither.',
    fix: 'Correct user and password in `DATABASE_URL`; special characters in the password must be percent-encoded',
  },
  'db/no-database': {
    severity: 'error',
    title: 'The database does not exist on that server',
    why: 'The server answers and accepts the login, but has no database of that name.',
    fix: 'Correct the name in `DATABASE_URL`, or create the database and run the migrations',
  },
} as const satisfies CodeDefinitions

type Failure = Extract<DatabaseOpenResult, { kind: 'failure' }>

export const databaseOpens = defineCheck({
  id: 'database-opens',
  family: 'db',
  title: 'The database opens',
  codes,
  needs: { database },
  judge({ database: { result, origin } }) {
    if (result.kind === 'open')
      return pass(`${describePlace(result.session.where)}${kindOf(result.session.dialect)}, read-only`)
    const { where, detail, systemCode } = result
    const code = codeOf(result)
    const { dialect, host, port, user, database: name } = where
    const place = host === '' ? 'The database' : `\`${describePlace(where)}\``
    return found([
      {
        code,
        severity: 'error',
        confidence: 'certain',
        message: `${place} does not open: ${detail}`,
        evidence: {
          reason: result.code,
          systemCode,
          dialect,
          host,
          port,
          user,
          database: name,
          from: describeOrigin(origin),
        },
        fix: fixOf(result, correctionsOf(origin)),
      },
    ])
  },
})

function codeOf({ code }: Failure): keyof typeof codes {
  if (code === 'auth-failed') return 'db/auth-failed'
  return code === 'no-database' ? 'db/no-database' : 'db/unreachable'
}

/** What to correct, in the words of where the address came from. */
interface Corrections {
  readonly address: string
  readonly login: string
  readonly database: string
  /** The setting itself. */
  readonly place: string
  readonly text: string
  readonly encryption: string
}

const modes = '`disable`, `require` or `verify-full`'

function correctionsOf(origin: Origin): Corrections {
  const name = nameOf(origin)
  // Frameworks that keep the address in parts: the setting was put together from them.
  if (name === '`DB_HOST`' || name === '`DB_CONNECTION`')
    return {
      address: '`DB_HOST` and `DB_PORT`',
      login: 'the user and the password beside `DB_HOST`',
      database: 'the name of the database beside `DB_HOST`',
      place: '`DB_DATABASE`',
      text: 'Correct `DB_HOST` and the variables beside it: together they make no address',
      encryption: `Give the address with --database-url and an \`sslmode\` that the server offers (${modes})`,
    }
  return {
    address: `the host and the port in ${name}`,
    login: `user and password in ${name}; special characters in the password must be percent-encoded`,
    database: `the name in ${name}`,
    place: name,
    // Without a password, for that would be masked even here.
    text: `Write ${name} as \`postgresql://user@host:5432/database\`, \`mysql://user@host:3306/database\` (with the password behind \`user:\`) or \`sqlite:path/to/file\``,
    encryption: `Set \`sslmode\` in ${name} to what the server offers (${modes})`,
  }
}

function nameOf(origin: Origin): string {
  switch (origin.kind) {
    case 'env-file':
      return `\`${origin.key}\``
    case 'process':
    case 'variable':
      return `\`${origin.name}\``
    case 'config':
      return `\`${origin.key}\` in ${origin.file}`
    case 'option':
      return origin.name
    case 'detected':
      return origin.how
    default:
      return '`DATABASE_URL`'
  }
}

function fixOf(
  { code, where, systemCode }: Failure,
  { address, login, database: name, place, text, encryption }: Corrections,
): Fix {
  if (code === 'malformed-url') return { summary: text }
  if (code === 'other-kind')
    return { summary: `Correct the beginning of ${address.replace('the host and the port in ', '')}` }
  if (where.dialect === 'sqlite')
    return code === 'no-database'
      ? { summary: `Correct the path in ${place}, or run the migrations` }
      : { summary: `Look at the file that ${place} names` }
  if (code === 'tls') return { summary: encryption }
  if (code === 'auth-failed') return { summary: `Correct ${login}` }
  if (code === 'no-database') return { summary: `Correct ${name}, or create the database and run the migrations` }
  // A bare word is the name of a container, which only other containers can resolve.
  const serviceName = /^[a-z][a-z\d_-]*$/i.test(where.host) && where.host.toLowerCase() !== 'localhost'
  if (serviceName && /ENOTFOUND|EAI_AGAIN/.test(systemCode))
    return {
      summary: `\`${where.host}\` looks like a container’s name: publish its port and give --database-url with \`127.0.0.1\``,
    }
  return { summary: `Start the database, or correct ${address}` }
}

function kindOf(dialect: 'postgresql' | 'mysql' | 'sqlite'): string {
  return { postgresql: '', mysql: ' (MySQL)', sqlite: ' (SQLite)' }[dialect]
}

function describePlace({ host, port, user, database: name }: DatabaseLocation): string {
  return `${user === null ? '' : `${user}@`}${host}${port === null ? '' : `:${port}`}${name === null ? '' : `/${name}`}`
}
