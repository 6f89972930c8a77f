import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { CallbackPost } from './callback-post.ts'
import { budgetOf, probeCallback, renewCallback, send } from './callback-post.ts'
import { callbackTarget } from './callback-target.ts'
import { localReply } from './local-reply.ts'
import { connection } from './tcp.ts'
import { isAcceptable } from './tls.ts'
import { tlsSession } from './tls-session.ts'

/** How long a slow app may delay the public request: an app that handles one request at a time would delay both. */
const politenessMs = 1_500

/** What the callback URL answers to a POST as Daraja sends it. */
export const publicReply: Probe<CallbackPost> = {
  id: 'public-reply',
  activity: 'sending a callback to the public URL',
  // Name (15 s at most), connection (5 s), handshake (the budget for each of its tries), then the budget for the reply.
  limitMs: 150_000,
  async run(context) {
    const target = await context.observe(callbackTarget)
    if (!target.available) return target
    // From the start: what it waits for began then, too.
    const appFinished = letTheAppFinish(context)
    const [connected, session] = await Promise.all([context.observe(connection), context.observe(tlsSession)])
    if (!connected.available) return connected
    const endpoint = connected.value
    if (target.value.secure) {
      if (!session.available) return session
      const { result } = session.value
      if (result.kind === 'failure') return unavailable('blocked', 'the TLS handshake succeeds')
      if (!isAcceptable(result)) return unavailable('blocked', 'the certificate is one that Safaricom can accept')
    }
    const callback = await context.observe(probeCallback)
    if (!callback.available) return callback
    const { headers, body, checkoutRequestId } = renewCallback(callback.value, context.ports)
    await appFinished
    const { url } = target.value
    const exchange = await send(context, { url, endpoint, headers, body })
    if (context.signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed({ url: url.href, checkoutRequestId, endpoint, budgetMs: budgetOf(context.settings), exchange })
  },
}

async function letTheAppFinish({ observe, ports, signal }: ProbeContext): Promise<void> {
  const finished = new AbortController()
  const patience = ports.clock.sleep(politenessMs, AbortSignal.any([signal, finished.signal])).catch(() => undefined)
  // How the app fared is told where its reply is judged.
  await Promise.race([observe(localReply).catch(() => undefined), patience])
  finished.abort()
}
