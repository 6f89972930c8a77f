import type { DatabasePort } from '../core/database-port.ts'
import { openFailure } from './database-failure.ts'
import { readDatabaseUrl } from './database-url.ts'

/** Opens the database that a URL names, with the driver of its kind, which is loaded only then. */
export function createDatabase(): DatabasePort {
  return {
    async open(url, options) {
      options.signal.throwIfAborted()
      const address = readDatabaseUrl(url.reveal())
      const nowhere = { dialect: 'unknown', host: '', port: null, user: null, database: null }
      switch (address.kind) {
        case 'malformed':
          return openFailure('malformed-url', address.problem, '', nowhere)
        case 'unsupported':
          return openFailure('unsupported', address.problem, '', { ...nowhere, dialect: address.dialect })
        case 'postgresql':
          return (await import('./database-postgres.ts')).openPostgres(address, options)
        case 'mysql':
          return (await import('./database-mysql.ts')).openMysql(address, options)
        case 'sqlite':
          return (await import('./database-sqlite.ts')).openSqlite(address, options)
      }
    },
  }
}
