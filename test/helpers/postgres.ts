import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientBase } from 'pg'
import pg from 'pg'
import { createDatabase } from '../../src/adapters/database-by-url.ts'
import type { DatabaseSession } from '../../src/core/database-port.ts'
import { secret } from '../../src/core/secret.ts'
import { findPostgresBinaries } from '../../src/demo/postgres-binaries.ts'
import { type PostgresCluster, startCluster } from '../../src/demo/postgres-cluster.ts'

/** A real server for one test file. */
export interface TestPostgres extends PostgresCluster {
  /** Creates a database, runs the SQL in it and answers its URL. */
  createDatabase(name: string, sql?: string): Promise<string>
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'mpesa-doctor-test-'))
  const cluster = await startCluster({
    folder,
    binaries: await findPostgresBinaries(),
    signal: AbortSignal.timeout(60_000),
  })
  return {
    ...cluster,
    async createDatabase(name, sql) {
      await asWriter(cluster.databaseUrl('postgres'), (client) => client.query(`CREATE DATABASE "${name}"`))
      const url = cluster.databaseUrl(name)
      if (sql !== undefined) await asWriter(url, (client) => client.query(sql))
      return url
    },
  }
}

/** A connection that may write, as the shop's own. */
export async function asWriter<T>(url: string, work: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs with the session that the program itself would use, whatever kind of database the URL names. */
export async function withSession<T>(url: string, work: (session: DatabaseSession) => Promise<T>): Promise<T> {
  const result = await createDatabase().open(secret(url), {
    limitMs: 5_000,
    statementLimitMs: 5_000,
    signal: new AbortController().signal,
  })
  if (result.kind === 'failure') throw new Error(`cannot open the test database: ${result.code}: ${result.detail}`)
  try {
    return await work(result.session)
  } finally {
    await result.session.close()
  }
}
