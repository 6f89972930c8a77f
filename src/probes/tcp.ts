import type { Address } from '../core/dns-port.ts'
import type { ConnectResult, Endpoint } from '../core/net-port.ts'
import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { limitWithinBudget } from './limit-within-budget.ts'
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

const usualConnectMs = 5_000
/** What the slower addresses get once one has connected: long enough to tell slow from broken. */
const graceMs = 1_500
const mostAddresses = 16

interface Race {
  readonly first: Promise<Endpoint | undefined>
  readonly all: Promise<TcpFacts>
}

/** Connects to every address of the host, both families at the same time. Only starts: the two probes below wait. */
const race: Probe<Race> = {
  id: 'tcp-race',
  activity: 'connecting',
  // What it starts goes on behind its end, which a probe with a limit of its own would cut off.
  instant: true,
  async run(context) {
    const found = await context.observe(netAddresses)
    if (!found.available) return found
    const { port, addresses } = found.value
    const limitMs = limitWithinBudget(context.settings, usualConnectMs)
    const stragglers = new AbortController()
    context.defer(() => stragglers.abort())
    let win: (endpoint: Endpoint | undefined) => void = () => undefined
    let fail: (error: unknown) => void = () => undefined
    const first = new Promise<Endpoint | undefined>((resolve, reject) => {
      win = resolve
      fail = reject
    })
    let connected: Endpoint | undefined
    const attempt = async (address: Address): Promise<TcpAttempt> => {
      const endpoint = { address: address.address, port }
      const signal = AbortSignal.any([context.signal, stragglers.signal])
      const result = await context.ports.net.connect(endpoint, { limitMs, signal })
      if (result.kind === 'connected' && connected === undefined) {
        connected = endpoint
        win(endpoint)
        endAfterGrace(context, stragglers)
      }
      return { ...address, result }
    }
    const all = Promise.all(addresses.slice(0, mostAddresses).map(attempt)).then((attempts) => {
      stragglers.abort()
      win(undefined)
      return { port, attempts, connected }
    })
    all.catch(fail)
    // Nobody may be waiting for it; whoever waits gets the error himself.
    first.catch(() => undefined)
    return observed({ first, all })
  },
}

/** What every address of the host does with a connection. */
export const tcp: Probe<TcpFacts> = {
  id: 'tcp',
  activity: 'connecting',
  limitMs: 20_000,
  async run({ observe, signal }) {
    const started = await observe(race)
    if (!started.available) return started
    const facts = await started.value.all
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return observed(facts)
  },
}

/** The address that connected first, as soon as it has: what comes next need not wait for the slower ones. */
export const connection: Probe<Endpoint> = {
  id: 'tcp-first',
  activity: 'connecting',
  limitMs: 20_000,
  async run({ observe, signal }) {
    const started = await observe(race)
    if (!started.available) return started
    const endpoint = await started.value.first
    if (signal.aborted) return unavailable('aborted', 'the run was ended before this was done')
    return endpoint === undefined ? unavailable('blocked', 'the host accepts connections') : observed(endpoint)
  },
}

function endAfterGrace({ ports, signal }: ProbeContext, stragglers: AbortController): void {
  ports.clock.sleep(graceMs, AbortSignal.any([signal, stragglers.signal])).then(
    () => stragglers.abort(),
    () => undefined,
  )
}
