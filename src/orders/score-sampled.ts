import type { DatabaseSession } from '../core/database-port.ts'
import type { CatalogTable } from './catalog.ts'
import { withJsonColumns } from './json-columns.ts'
import { sampleTable } from './sample-table.ts'
import { type ScoredTable, scoreTable } from './score-table.ts'

/** Judges a table also by what a few of its rows hold, those inside of JSON as well. */
export async function scoreSampled(session: DatabaseSession, table: CatalogTable): Promise<ScoredTable> {
  const known = await withJsonColumns(session, table, await sampleTable(session, table))
  return scoreTable(known.table, known.samples)
}
