import type { CallbackLog } from '../core/ports.ts'
import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { stkQuery } from './stk-query.ts'

/** What the inbox has kept of the payment that is asked about. */
export const keptCallbacks: Probe<CallbackLog> = {
  id: 'kept-callbacks',
  activity: 'looking through the callbacks that were kept',
  limitMs: 3_600_000,
  async run({ ports, observe }) {
    const { callbacks } = ports
    if (callbacks === undefined) return unavailable('not-applicable', 'an inbox')
    const query = await observe(stkQuery)
    if (!query.available) return query
    const log = await callbacks.seen([query.value.checkoutRequestId])
    return log === null ? unavailable('not-configured', 'callbacks that `listen` or `tunnel` kept') : observed(log)
  },
}
