import type { Observation, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Listener } from '../core/processes-port.ts'
import type { Setting } from '../core/settings.ts'
import type { PortHint } from '../stack/default-ports.ts'
import { portHints } from './port-hints.ts'
import { isNear, isWildcard, nameProcess, projectListeners } from './project-listeners.ts'

const advice = 'give --app-url or set `PORT`'

/**
 * The app among the processes that work in the project's folder and listen: where the framework's files or habits say, or
 * the only one. What listens on a framework's port and does not work here is another project's, and is left alone.
 */
export async function detectApp({ observe, project }: ProbeContext): Promise<Observation<Setting<string>>> {
  const isProject =
    project.stack.frameworks.length > 0 || project.envFiles.some(({ content }) => content.kind === 'read')
  if (!isProject) return unavailable('not-configured', `the app on this machine (${advice})`)
  const [listeners, hints] = await Promise.all([observe(projectListeners), observe(portHints)])
  const known = hints.available ? hints.value : []
  if (!listeners.available) return unavailable('not-configured', `the app on this machine (${advice})`)
  const choice = chooseListener(listeners.value, known)
  if ('listener' in choice) return observed({ value: urlOf(choice.listener), origin: originOf(choice) })
  return unavailable('not-configured', `the app on this machine (${explain(choice.among, known)}; ${advice})`)
}

interface Chosen {
  readonly listener: Listener
  readonly hint: PortHint | undefined
}

/** Pure: which of the listeners is the app, or between which ports it cannot be told. */
export function chooseListener(
  listeners: readonly Listener[],
  hints: readonly PortHint[],
): Chosen | { readonly among: readonly Listener[] } {
  const isFrontEnd = (port: number): boolean => hints.find((hint) => hint.port === port)?.isFrontEnd === true
  const byPort = new Map<number, Listener>()
  for (const listener of listeners) {
    const other = byPort.get(listener.port)
    // An address that everybody can connect to says more than one that only some can.
    if (other === undefined || isNearer(listener.address, other.address)) byPort.set(listener.port, listener)
  }
  const all = [...byPort.values()]
  const servers = all.filter(({ port }) => !isFrontEnd(port))
  const candidates = servers.length > 0 ? servers : all
  for (const hint of hints) {
    const listener = candidates.find(({ port }) => port === hint.port)
    if (listener !== undefined) return { listener, hint }
  }
  const [only, ...others] = candidates
  return only === undefined || others.length > 0 ? { among: candidates } : { listener: only, hint: undefined }
}

function isNearer(address: string, other: string): boolean {
  return rank(address) < rank(other)
}

function rank(address: string): number {
  if (isWildcard(address)) return 0
  return isNear(address) ? 1 : 2
}

function urlOf({ address, port }: Listener): string {
  return `http://${isNear(address) ? '127.0.0.1' : address.includes(':') ? `[${address}]` : address}:${port}`
}

function originOf({ listener, hint }: Chosen): Setting<string>['origin'] {
  const process = nameProcess(listener)
  const how =
    hint === undefined ? `${process} of this folder listens there` : `${hint.how}, and ${process} listens there`
  return { kind: 'detected', how }
}

function explain(among: readonly Listener[], hints: readonly PortHint[]): string {
  if (among.length > 0) {
    const list = among.map((listener) => `${listener.port} ${nameProcess(listener)}`).join(', ')
    return `several processes of this folder listen: ${list}`
  }
  const [first] = hints
  return `no process of this folder listens${first === undefined ? '' : `, also not on ${first.port}, ${first.how}`}`
}
