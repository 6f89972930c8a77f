import type { Pool } from 'pg'
import type { PostgresCluster } from './postgres-cluster.ts'

export interface ShopDatabase {
  readonly pool: Pool
  readonly url: string
}

const databaseName = 'duka'

/** Makes the shop's database on a fresh cluster and opens it. */
export async function openShopDatabase(cluster: PostgresCluster): Promise<ShopDatabase> {
  const { default: pg } = await import('pg')
  const admin = new pg.Client(cluster.databaseUrl('postgres'))
  await admin.connect()
  try {
    await admin.query(`create database ${databaseName}`)
  } finally {
    await admin.end()
  }
  const url = cluster.databaseUrl(databaseName)
  const pool = new pg.Pool({ connectionString: url, max: 5, connectionTimeoutMillis: 5_000 })
  // A connection reports its end as an event; without a listener that would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
  })
  return { pool, url }
}
