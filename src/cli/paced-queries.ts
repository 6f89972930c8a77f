import { formatDuration } from '../core/duration.ts'
import type { HttpPort } from '../core/http-port.ts'
import { queryPath } from '../daraja/client/daraja-client.ts'
import { afterRefusalMs, type QueryTurns, queryEveryMs } from '../daraja/client/query-turns.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { readVariable } from '../probes/daraja-keys.ts'
import type { Invocation } from './command.ts'
import { observeWith } from './observe-once.ts'

export interface PacedQueries {
  readonly http: HttpPort
  /** False only where a query was not to wait and would have to. */
  readonly isFree: boolean
}

/** The http port of a run in which STK queries to the sandbox keep to its limit. */
export async function paceQueries(
  invocation: Invocation,
  manner: 'wait' | 'only-if-free' = 'wait',
): Promise<PacedQueries> {
  const { ports, settings, deps, output } = invocation
  if (settings.get('environment')?.value === 'production' || isOnThisMachine(settings.get('darajaUrl')?.value))
    return { http: ports.http, isFree: true }
  const turns = await deps.daraja.turns(ports.clock)
  // The limit is that of an app of the portal, which its key names.
  const key = await readVariable(observeWith(invocation), 'MPESA_CONSUMER_KEY')
  if (turns === null || key === undefined) return { http: ports.http, isFree: true }
  const app = ports.digest.short(key.value)
  if (manner === 'only-if-free') {
    const { waitMs, giveBack } = await turns.take(app)
    await giveBack()
    if (waitMs > 0) return { http: ports.http, isFree: false }
  }
  const sayHowLong = (ms: number): void =>
    // Where a line is being drawn, this begins a new one.
    output.talk(
      `${output.stderrIsTerminal ? '\n' : ''}Daraja's sandbox takes a query every ${formatDuration(queryEveryMs)}: this one waits ${formatDuration(Math.ceil(ms / 1_000) * 1_000)} (Ctrl-C ends it).\n`,
    )
  return { http: pace(ports.http, { turns, app, sleep: ports.clock.sleep, sayHowLong }), isFree: true }
}

interface Pace {
  readonly turns: QueryTurns
  readonly app: string
  readonly sleep: Invocation['ports']['clock']['sleep']
  readonly sayHowLong: (ms: number) => void
}

function pace(http: HttpPort, { turns, app, sleep, sayHowLong }: Pace): HttpPort {
  return {
    async exchange(request) {
      if (!new URL(request.url).pathname.endsWith(queryPath)) return http.exchange(request)
      const { waitMs, giveBack } = await turns.take(app)
      if (waitMs > 0) {
        sayHowLong(waitMs)
        await sleep(waitMs, request.signal).catch(async (error: unknown) => {
          await giveBack()
          throw error
        })
      }
      const result = await http.exchange(request)
      if (result.kind === 'reply' && result.status === 429) await turns.pause(app, afterRefusalMs)
      return result
    },
  }
}

/** An emulator has no such limit. */
export function isOnThisMachine(url: string | undefined): boolean {
  const host = new URL(url ?? 'http://localhost').hostname.replace(/^\[(.*)\]$/, '$1')
  return host === 'localhost' || classifyAddress(host) === 'loopback'
}
