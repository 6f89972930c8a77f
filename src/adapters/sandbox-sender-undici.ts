import { Pool } from 'undici'
import type { CallbackSender } from '../sandbox/callbacks/callbacks.ts'
import { appConnection } from './inbox-server-loopback.ts'

/** More of an answer is not looked at. */
const mostBytes = 65_536
/** To one app at a time. */
const mostConnections = 100
const tooLate = 'no answer in time'

/** Sends callbacks as Daraja does: one request, no redirects, nothing kept of what the app sets. */
export function createCallbackSender(): CallbackSender {
  const pools = new Map<string, Pool>()

  function poolOf(origin: string): Pool {
    let pool = pools.get(origin)
    if (pool === undefined) {
      pool = new Pool(origin, { connections: mostConnections, connect: { timeout: 5_000, ...appConnection(origin) } })
      pools.set(origin, pool)
    }
    return pool
  }

  return {
    async post(url, headers, body, limitMs, signal) {
      const startedMs = performance.now()
      const elapsed = (): number => Math.round(performance.now() - startedMs)
      try {
        const { origin, pathname, search } = new URL(url)
        const { statusCode, body: answer } = await poolOf(origin).request({
          method: 'POST',
          path: `${pathname}${search}`,
          headers: headers.flat(),
          body,
          signal,
          headersTimeout: limitMs,
          bodyTimeout: limitMs,
        })
        const decoder = new TextDecoder()
        let text = ''
        for await (const chunk of answer) {
          text += decoder.decode(chunk as Uint8Array, { stream: true })
          if (text.length > mostBytes) break
          // The limit of the pool begins anew with each piece.
          if (elapsed() > limitMs) return { kind: 'failed', reason: tooLate, ms: elapsed() }
        }
        return { kind: 'answered', status: statusCode, ms: elapsed(), body: text.slice(0, mostBytes) }
      } catch (error) {
        signal.throwIfAborted()
        return { kind: 'failed', reason: reasonOf(error), ms: elapsed() }
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
      pools.clear()
    },
  }
}

function reasonOf(error: unknown): string {
  const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return tooLate
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  if (code === 'ENOTFOUND') return 'there is no such host'
  return code === '' ? message : code
}
