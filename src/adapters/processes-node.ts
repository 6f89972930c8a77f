import type { ProcessesPort } from '../core/ports.ts'

export function createNodeProcesses(_platform: NodeJS.Platform): ProcessesPort {
  return { listeningOn: async () => ({ kind: 'unsupported' }) }
}
