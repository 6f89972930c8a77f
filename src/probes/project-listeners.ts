import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Listener } from '../core/processes-port.ts'

/** What is started in a project's folder beside the app. */
const otherPrograms =
  /^(?:ngrok|cloudflared|lt|pinggy|zrok|code|code-server|cursor|postgres|mysqld|mariadbd|redis-server|mongod|memcached|gopls|adb|(?:Code|Cursor) Helper.*)(?:\.exe)?$/
/** Debuggers of Node and Python. */
const debuggerPorts: ReadonlySet<number> = new Set([9229, 9230, 5678])
/** Systems hand out ports from here on to whoever asks for none in particular: helpers of editors and bundlers. */
const firstHandedOut = 32_768

/** Where processes that work in the project's folder listen, apart from those that are known not to be the app. */
export const projectListeners: Probe<readonly Listener[]> = {
  id: 'project-listeners',
  activity: 'looking for processes of this folder that listen',
  async run({ ports, project }) {
    const found = await ports.processes.listenersIn(project.folder)
    if (found.kind === 'unsupported')
      return unavailable('unsupported', 'a system that tells which process listens where')
    return observed(
      found.listeners.filter(
        ({ program, port }) => port < firstHandedOut && !debuggerPorts.has(port) && !otherPrograms.test(program),
      ),
    )
  },
}

/** "python3 (process 123)" */
export function nameProcess({ program, pid }: Pick<Listener, 'program' | 'pid'>): string {
  return `${program} (process ${pid})`
}

export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

function isLoopback(address: string): boolean {
  return /^127(?:\.\d{1,3}){3}$/.test(address) || address === '::1'
}

/** Whether a program on this machine gets there by a loopback address. */
export function isNear(address: string): boolean {
  return isLoopback(address) || isWildcard(address)
}
