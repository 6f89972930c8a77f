import type { ProcessesPort } from '../core/processes-port.ts'
import { findListenersIn, findListening } from './processes-node-linux.ts'

/**
 * Who listens on a port. Linux says so in files. On macOS it takes running `lsof`, which is worth it where an app is
 * looked for, and not for the start time that only a warning needs. Windows has neither.
 */
export function createNodeProcesses(platform: NodeJS.Platform): ProcessesPort {
  return {
    listeningOn: async (port) => (platform === 'linux' ? findListening(port, process.pid) : { kind: 'unsupported' }),
    async listenersIn(folder) {
      if (platform === 'linux') return findListenersIn(folder, process.pid)
      if (platform !== 'darwin') return { kind: 'unsupported' }
      const { findListenersByLsof } = await import('./processes-node-lsof.ts')
      return findListenersByLsof('/usr/sbin/lsof', folder, process.pid)
    },
  }
}
