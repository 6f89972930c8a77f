import type { Observation, Probe } from '../core/probe.ts'
import type { Invocation } from './command.ts'

/** Runs a probe outside of a report, for a command that needs only its value. */
export function observeOnce<T>(
  { ports, settings, project, signal }: Invocation,
  probe: Probe<T>,
): Promise<Observation<T>> {
  const context = {
    ports,
    settings,
    project,
    signal,
    observe: <U>(other: Probe<U>): Promise<Observation<U>> => other.run(context),
    defer: () => undefined,
  }
  return probe.run(context)
}
