import type { ProcessesPort } from '../core/ports.ts'
import { findListening } from './processes-node-linux.ts'

/** Who listens on a port. Only Linux says so in files; elsewhere it would take running other programs. */
export function createNodeProcesses(platform: NodeJS.Platform): ProcessesPort {
  return {
    listeningOn: async (port) => (platform === 'linux' ? findListening(port, process.pid) : { kind: 'unsupported' }),
  }
}
