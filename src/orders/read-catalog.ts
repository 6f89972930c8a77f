import type { DatabaseSession } from '../core/database-port.ts'
import type { CatalogTable } from './catalog.ts'
import { readMysqlCatalog } from './catalog-mysql.ts'
import { readPostgresCatalog } from './catalog-postgres.ts'
import { readSqliteCatalog } from './catalog-sqlite.ts'

const readers = { postgresql: readPostgresCatalog, mysql: readMysqlCatalog, sqlite: readSqliteCatalog }

/** Tables and views that this user may read; throws `DatabaseQueryError` as any query does. */
export function readCatalog(session: DatabaseSession): Promise<readonly CatalogTable[]> {
  return readers[session.dialect](session)
}
