import { appPlace } from '../probes/app-place.ts'
import { type Invocation, optionValue } from './command.ts'
import { observeOnce } from './observe-once.ts'

/** Where callbacks go; null while no app is known, then each goes to its CallBackURL. */
export interface SandboxTarget {
  current(): string | null
}

const pauseMs = 500

/**
 * What `--deliver-to` names, else the app of this project as soon as it listens: a CallBackURL leads through a tunnel that
 * need not run for this.
 */
export async function findSandboxTarget(invocation: Invocation, signal: AbortSignal): Promise<SandboxTarget> {
  const given = optionValue<string>(invocation, 'deliverTo')
  if (given !== undefined) return { current: () => new URL(given).origin }
  let found = await look(invocation)
  const watch = async (): Promise<void> => {
    while (found === null && !signal.aborted) {
      await invocation.ports.clock.sleep(pauseMs, signal)
      found = await look(invocation)
    }
  }
  // Ends with the signal, whose reason nobody here wants.
  watch().catch(() => undefined)
  return { current: () => found }
}

async function look(invocation: Invocation): Promise<string | null> {
  const place = await observeOnce(invocation, appPlace)
  return place.available ? new URL(place.value.value).origin : null
}
