import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { CallbackPost } from './callback-post.ts'
import { budgetOf, probeCallback, send } from './callback-post.ts'
import { callbackTarget } from './callback-target.ts'
import { localReply } from './local-reply.ts'
import { tcp } from './tcp.ts'
import { isAcceptable, tls } from './tls.ts'

/** How long a slow app may delay the public request: an app that handles one request at a time would delay both. */
const politenessMs = 1_500

/** What the callback URL answers to a POST as Daraja sends it. */
export const publicReply: Probe<CallbackPost> = {
  id: 'public-reply',
  activity: 'sending a callback to the public URL',
  limitMs: 150_000,
  async run(context) {
    const target = await context.observe(callbackTarget)
    if (!target.available) return target
    const [connection, session] = await Promise.all([context.observe(tcp), context.observe(tls)])
    if (!connection.available) return connection
    const endpoint = connection.value.connected
    if (endpoint === undefined) return unavailable('blocked', 'the host accepts connections')
    if (target.value.secure) {
      if (!session.available) return session
      const { result } = session.value
      if (result.kind === 'failure') return unavailable('blocked', 'the TLS handshake succeeds')
      if (!isAcceptable(result)) return unavailable('blocked', 'the certificate is one that Safaricom can accept')
    }
    const callback = await context.observe(probeCallback)
    if (!callback.available) return callback
    const { headers, body, checkoutRequestId } = callback.value
    await letTheAppFinish(context)
    const { url } = target.value
    const exchange = await send(context, { url, endpoint, headers, body })
    if (context.signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed({ url: url.href, checkoutRequestId, endpoint, budgetMs: budgetOf(context.settings), exchange })
  },
}

async function letTheAppFinish({ observe, ports, signal }: ProbeContext): Promise<void> {
  const finished = new AbortController()
  const patience = ports.clock.sleep(politenessMs, AbortSignal.any([signal, finished.signal])).catch(() => undefined)
  await Promise.race([observe(localReply), patience])
  finished.abort()
}
