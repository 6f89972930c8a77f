import type { Address, ConnectResult, Endpoint } from '../core/ports.ts'
import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { netAddresses } from './net-addresses.ts'

export interface TcpAttempt extends Address {
  readonly result: ConnectResult
}

export interface TcpFacts {
  readonly port: number
  /** Every address, in the order in which DNS gave them. */
  readonly attempts: readonly TcpAttempt[]
  /** The first that connected; everything later uses it. */
  readonly connected: Endpoint | undefined
}

const connectLimitMs = 5_000
/** What the slower addresses get once one has connected: long enough to tell slow from broken. */
const graceMs = 1_500
const mostAddresses = 16

/** Connects to every address of the host, both families at the same time. */
export const tcp: Probe<TcpFacts> = {
  id: 'tcp',
  activity: 'connecting',
  limitMs: 2 * connectLimitMs,
  async run(context) {
    const found = await context.observe(netAddresses)
    if (!found.available) return found
    const { port, addresses } = found.value
    const stragglers = new AbortController()
    let connected: Endpoint | undefined
    const attempts = await Promise.all(
      addresses.slice(0, mostAddresses).map(async (address) => {
        const endpoint = { address: address.address, port }
        const signal = AbortSignal.any([context.signal, stragglers.signal])
        const result = await context.ports.net.connect(endpoint, { limitMs: connectLimitMs, signal })
        if (result.kind === 'connected' && connected === undefined) {
          connected = endpoint
          endAfterGrace(context, stragglers)
        }
        return { ...address, result }
      }),
    )
    stragglers.abort()
    if (context.signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed({ port, attempts, connected })
  },
}

function endAfterGrace({ ports, signal }: ProbeContext, stragglers: AbortController): void {
  ports.clock.sleep(graceMs, AbortSignal.any([signal, stragglers.signal])).then(
    () => stragglers.abort(),
    () => undefined,
  )
}
