import { join } from 'node:path'
import type { ClockPort } from '../core/ports.ts'
import type { QueryTurns } from '../daraja/client/query-turns.ts'
import type { PasswordEncryption } from '../daraja/security-credential.ts'

/** What the commands that call Daraja need besides the ports; loaded when they run. */
export interface DarajaDeps {
  /** Null if there is no folder to keep them in. */
  turns(clock: ClockPort): Promise<QueryTurns | null>
  passwordEncryption(): Promise<PasswordEncryption>
}

export function createDarajaDeps(variables: Readonly<Record<string, string | undefined>>): DarajaDeps {
  return {
    async turns(clock) {
      const folder = cacheFolder(variables)
      if (folder === undefined) return null
      const { openQueryTurns } = await import('../adapters/query-turns-files.ts')
      return openQueryTurns(join(folder, 'mpesa-doctor', 'query-turns'), clock)
    },
    passwordEncryption: async () => (await import('../adapters/security-credential-node.ts')).encryptPassword,
  }
}

function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: Readonly<Record<string, string | undefined>>) {
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME
  if (LOCALAPPDATA) return LOCALAPPDATA
  return HOME ? join(HOME, '.cache') : undefined
}
