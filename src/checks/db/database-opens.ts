import { defineCheck, found, pass } from '../../core/check.ts'
import type { CodeDefinitions, Fix } from '../../core/finding.ts'
import type { DatabaseLocation, DatabaseOpenResult } from '../../core/ports.ts'
import { describeOrigin } from '../../core/settings.ts'
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
    if (result.kind === 'open') return pass(`${describePlace(result.session.where)}, read-only`)
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
        ...fixOf(result),
      },
    ])
  },
})

function codeOf({ code }: Failure): keyof typeof codes {
  if (code === 'auth-failed') return 'db/auth-failed'
  return code === 'no-database' ? 'db/no-database' : 'db/unreachable'
}

function fixOf({ code, where, systemCode, detail }: Failure): { readonly fix?: Fix } {
  if (code === 'malformed-url')
    return {
      fix: { summary: `Write \`DATABASE_URL\` as \`postgresql://user:password@host:5432/database\`: ${detail}` },
    }
  if (code === 'tls')
    return {
      fix: {
        summary: 'Set `sslmode` in `DATABASE_URL` to what the server offers (`disable`, `require`, `verify-full`)',
      },
    }
  // A bare word is the name of a container, which only other containers can resolve.
  const serviceName = /^[a-z][a-z\d_-]*$/i.test(where.host) && where.host.toLowerCase() !== 'localhost'
  if (serviceName && /ENOTFOUND|EAI_AGAIN/.test(systemCode))
    return {
      fix: {
        summary: `\`${where.host}\` looks like a container’s name: publish its port and give --database-url with \`127.0.0.1\``,
      },
    }
  return {}
}

function describePlace({ host, port, user, database: name }: DatabaseLocation): string {
  return `${user === null ? '' : `${user}@`}${host}${port === null ? '' : `:${port}`}${name === null ? '' : `/${name}`}`
}
