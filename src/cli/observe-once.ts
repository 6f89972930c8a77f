import type { Observation, Probe, ProbeContext } from '../core/probe.ts'
import type { Invocation } from './command.ts'

/** Runs a probe outside of a report, for a command that needs only its value. */
export function observeOnce<T>(invocation: Invocation, probe: Probe<T>): Promise<Observation<T>> {
  return observeWith(invocation)(probe)
}

/** Runs probes outside of a report, each time anew. */
export function observeWith({ ports, settings, project, signal }: Invocation): ProbeContext['observe'] {
  const observe: ProbeContext['observe'] = (probe) => probe.run(context)
  const context: ProbeContext = { ports, settings, project, signal, observe, defer: () => undefined }
  return observe
}
