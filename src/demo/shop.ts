import type { Pool } from 'pg'
import type { ClockPort } from '../core/ports.ts'
import { createLoopbackServer, type LoopbackServer } from './loopback-server.ts'
import type { ShopBehaviour, ShopReply, ShopRequest } from './shop-behaviour.ts'
import { htmlReply, jsonReply, textReply } from './shop-behaviour.ts'
import { loginPage, type OrderLine, ordersPage } from './shop-pages.ts'
import { settleOrder } from './shop-settlement.ts'

export type ShopClock = Pick<ClockPort, 'now' | 'sleep'>

/** One request that reached the shop, and its answer. */
export interface ShopRecord {
  readonly at: Date
  readonly method: string
  readonly path: string
  readonly body: string
  readonly status: number
}

export interface Shop extends LoopbackServer {
  /** What reached the shop, oldest first; at most the last thousand. */
  readonly requests: readonly ShopRecord[]
  behave(behaviour: ShopBehaviour): void
}

export interface ShopOptions {
  readonly db: Pool
  readonly behaviour: ShopBehaviour
  readonly clock: ShopClock
}

const recordsKept = 1_000

/** The web app: a page of orders, a status for each and the route for callbacks. It starts to listen with `listen`. */
export function createShop({ db, clock, ...options }: ShopOptions): Shop {
  let behaviour = options.behaviour
  const requests: ShopRecord[] = []

  async function answer(request: ShopRequest, signal: AbortSignal): Promise<ShopReply> {
    const reply = await route(request, { behaviour, db, clock, signal }).catch(errorReply)
    requests.push({
      at: clock.now(),
      method: request.method,
      path: request.path,
      body: request.body,
      status: reply.status,
    })
    if (requests.length > recordsKept) requests.shift()
    return { ...reply, headers: { 'x-powered-by': 'Express', ...reply.headers } }
  }

  return {
    ...createLoopbackServer(answer),
    requests,
    behave: (next) => {
      behaviour = next
    },
  }
}

interface Situation {
  readonly behaviour: ShopBehaviour
  readonly db: Pool
  readonly clock: ShopClock
  /** Aborted when the connection ends or the shop is closed. */
  readonly signal: AbortSignal
}

async function route(request: ShopRequest, situation: Situation): Promise<ShopReply> {
  const { behaviour, db } = situation
  const stopped = behaviour.guard(request)
  if (stopped !== null) return stopped
  const path = request.path.replace(/(?<=.)\/$/, '')
  if (path === behaviour.callbackPath)
    return allow(behaviour.callbackMethod, request, () => receiveCallback(request, situation))
  if (path === '/') return allow('GET', request, async () => htmlReply(200, ordersPage(await listOrders(db))))
  if (path === '/login') return allow('GET', request, async () => htmlReply(200, loginPage()))
  const order = /^\/api\/orders\/([\w-]+)$/.exec(path)?.[1]
  if (order !== undefined) return allow('GET', request, () => showOrder(db, order))
  return behaviour.notFound(request)
}

async function allow(
  method: 'GET' | 'POST',
  request: ShopRequest,
  handle: () => Promise<ShopReply>,
): Promise<ShopReply> {
  if (request.method === method || (method === 'GET' && request.method === 'HEAD')) return handle()
  return jsonReply(405, { error: 'Method Not Allowed' }, { allow: method === 'GET' ? 'GET, HEAD' : method })
}

async function receiveCallback(request: ShopRequest, { behaviour, db, clock, signal }: Situation): Promise<ShopReply> {
  const result = behaviour.readCallback(behaviour.parseBody(request))
  if (result === null) return behaviour.acknowledge('unknown')
  const settlement = await settleOrder(db, result, {
    success: behaviour.isSuccess(result),
    end: behaviour.endTransaction,
    now: clock.now(),
  })
  if (behaviour.answerDelayMs > 0) await clock.sleep(behaviour.answerDelayMs, signal)
  return behaviour.acknowledge(settlement)
}

async function listOrders(db: Pool): Promise<readonly OrderLine[]> {
  const { rows } = await db.query<OrderLine>(
    `select order_number, customer_name, amount, payment_status, payment_reference, admin_notes
     from orders order by created_at desc limit 50`,
  )
  return rows
}

async function showOrder(db: Pool, orderNumber: string): Promise<ShopReply> {
  const { rows } = await db.query<Record<string, unknown>>(
    `select order_number as "orderNumber", payment_status as "paymentStatus", amount,
            payment_reference as "paymentReference", paid_at as "paidAt"
     from orders where order_number = $1`,
    [orderNumber],
  )
  return rows[0] === undefined ? jsonReply(404, { error: 'No such order' }) : jsonReply(200, rows[0])
}

/** As Express ends a request whose handler threw; an error may name its own status. */
function errorReply(error: unknown): ShopReply {
  const status = (error as { readonly status?: unknown } | null)?.status
  return textReply(typeof status === 'number' ? status : 500, String(error))
}
