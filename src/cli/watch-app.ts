import type { ListeningProcess } from '../core/processes-port.ts'
import { acceptingAddresses } from '../probes/app-endpoints.ts'
import type { Invocation } from './command.ts'

const lookEveryMs = 3_000
/** Start times and file times come from different clocks. */
const toleranceMs = 2_000

/** Resolves once something listens on the port; rejects with the signal's reason. */
export async function untilAppListens({ ports }: Invocation, port: number, signal: AbortSignal): Promise<void> {
  while ((await acceptingAddresses(port, { ports, signal })).length === 0) {
    signal.throwIfAborted()
    await ports.clock.sleep(500, signal)
  }
}

/**
 * Resolves to the process behind the port once it is one that has read the env file as it is now: another one than
 * before, or one that started later. Undefined where the system does not tell.
 */
export async function untilAppRestarted(
  { ports }: Invocation,
  port: number,
  changedMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  let before: Extract<ListeningProcess, { kind: 'found' }> | undefined
  for (;;) {
    const found = await ports.processes.listeningOn(port)
    signal.throwIfAborted()
    if (found.kind === 'unsupported') return undefined
    if (found.kind === 'found') {
      if (found.startedMs > changedMs + toleranceMs) return found.pid
      if (before !== undefined && before.pid !== found.pid && found.startedMs > before.startedMs) return found.pid
      before = found
    }
    await ports.clock.sleep(lookEveryMs, signal)
  }
}
