import type { Row } from '../core/database-port.ts'
import { DatabaseQueryError } from '../core/database-port.ts'

/** No rows where the server refuses the query; a lost connection is thrown on. */
export async function rowsOrNone(query: Promise<readonly Row[]>): Promise<readonly Row[]> {
  return query.catch((error: unknown) => {
    if (error instanceof DatabaseQueryError && !error.sqlState.startsWith('08')) return []
    throw error
  })
}
