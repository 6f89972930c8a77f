import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createCleanups } from './cleanups.ts'
import { edgeHosts, makeEnv } from './demo-env.ts'
import { type DemoOrder, makeTestOrder, stuckForMs } from './demo-orders.ts'
import { type DemoParts, type PartsOptions, startParts } from './demo-parts.ts'
import type { Edge } from './edge.ts'
import { correctEdge } from './edge-behaviour.ts'
import { readValue } from './env-lines.ts'
import type { Fault } from './fault.ts'
import { findFault } from './faults.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import { writeEnv, writeProject } from './project-folder.ts'
import type { ShopClock, ShopRecord } from './shop.ts'
import { correctBehaviour } from './shop-behaviour.ts'
import { insertOrder } from './shop-schema.ts'
import { createTaskQueue } from './task-queue.ts'

export interface DemoOptions extends Omit<PartsOptions, 'clock' | 'waitingMs'> {
  /** Name of a fault; without one the shop works. */
  readonly fault?: string
  /** Ends the start and takes back what was done so far. A running demo is ended by `stop`. */
  readonly signal: AbortSignal
  readonly clock?: ShopClock
  /** More settings for the project's config file. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** A shop that runs, with everything that it needs, until `stop`. */
export interface Demo {
  /** The shop's project: env file, config file, `package.json`. */
  readonly folder: string
  /** The callback URL as the env file has it now. */
  readonly publicUrl: string
  /** The shop on this machine, `http://127.0.0.1:<port>`. */
  readonly appUrl: string
  /** With the password that works. */
  readonly databaseUrl: string
  readonly database: Pick<PostgresBinaries, 'version' | 'origin'>
  /** `host:port:127.0.0.1:port` for every name of the edge, as in the config file. */
  readonly connectTo: readonly string[]
  readonly orders: { readonly stuck: DemoOrder; readonly test: DemoOrder }
  readonly fault: Fault | null
  /** What the shop received, oldest first. */
  readonly requests: readonly ShopRecord[]
  /** Changes to another fault while everything runs on; orders keep what happened to them. */
  breakWith(fault: string): Promise<void>
  /** Takes the fault away, also from the env file; orders keep what happened to them. */
  repair(): Promise<void>
  /** One more pending order that callbacks can be tried on. */
  addOrder(orderNumber: string): Promise<DemoOrder>
  /** Ends everything and removes the folder; may be called more than once, also while something else is going on. */
  stop(): Promise<void>
}

/** Starts the demo. When it fails or is aborted, nothing of it is left. */
export async function startDemo({ signal, clock = systemClock, ...options }: DemoOptions): Promise<Demo> {
  signal.throwIfAborted()
  const firstFault = options.fault === undefined ? null : findFault(options.fault)
  const cleanups = createCleanups()
  try {
    const waitingMs = firstFault === null ? stuckForMs.healthy : stuckForMs.broken
    const parts = await startParts({ ...options, signal, clock, waitingMs }, cleanups)
    const demo = await openProject(parts, clock, options.settings ?? {}, () => cleanups.run())
    if (firstFault !== null) await demo.breakWith(firstFault.name)
    signal.throwIfAborted()
    return demo
  } catch (error) {
    await cleanups.run()
    throw error
  }
}

async function openProject(
  parts: DemoParts,
  clock: ShopClock,
  settings: Readonly<Record<string, unknown>>,
  end: () => Promise<void>,
): Promise<Demo> {
  const { database, shop, shopPort, edge, daraja } = parts
  const { stuck, test } = parts.orders
  const folder = join(parts.root, 'duka')
  const connectTo = listConnectTo(edge)
  const healthyEnv = makeEnv({ port: shopPort, databaseUrl: database.url })
  const config = {
    connectTo,
    cacert: 'ca.pem',
    darajaUrl: daraja.url,
    testOrder: test.checkoutRequestId,
    ...settings,
  }
  await writeProject(folder, { env: healthyEnv, root: parts.edgeRoot, config })

  let fault: Fault | null = null
  let env = healthyEnv
  const pending: DemoOrder[] = [stuck, test]

  async function switchTo(next: Fault | null): Promise<void> {
    await fault?.data?.undo(database.pool, pending)
    await next?.data?.apply(database.pool, pending)
    shop.behave({ ...correctBehaviour, ...next?.shop })
    await edge.behave({ ...correctEdge, ...next?.edge })
    if (next?.shopDown === true) await shop.close()
    else if (fault?.shopDown === true) await shop.listen(shopPort)
    fault = next
    env = next?.env?.(healthyEnv) ?? healthyEnv
    await writeEnv(folder, env)
  }

  async function addOrder(orderNumber: string): Promise<DemoOrder> {
    // The ids of an order are made of its time, so no two may have the same.
    const latest = Math.max(...pending.map((earlier) => earlier.createdAt.getTime()))
    const order = makeTestOrder(orderNumber, new Date(Math.max(clock.now().getTime(), latest + 1)))
    await insertOrder(database.pool, order)
    pending.push(order)
    return order
  }

  // A stop in the middle of a repair must not find the shop opened again after it.
  const queue = createTaskQueue()
  return {
    folder,
    appUrl: `http://127.0.0.1:${shopPort}`,
    databaseUrl: database.url,
    database: { version: parts.binaries.version, origin: parts.binaries.origin },
    connectTo,
    orders: { stuck, test },
    requests: shop.requests,
    get publicUrl() {
      return readValue(env, 'MPESA_CALLBACK_URL') ?? ''
    },
    get fault() {
      return fault
    },
    breakWith: (name) => queue.run(() => switchTo(findFault(name))),
    repair: () => queue.run(() => switchTo(null)),
    addOrder: (orderNumber) => queue.run(() => addOrder(orderNumber)),
    stop: () => queue.finish(end),
  }
}

function listConnectTo({ tlsPort, plainPort }: Edge): readonly string[] {
  return edgeHosts.flatMap((host) => [`${host}:443:127.0.0.1:${tlsPort}`, `${host}:80:127.0.0.1:${plainPort}`])
}

const systemClock: ShopClock = {
  now: () => new Date(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
}
