import { join } from 'node:path'
import { cryptoRandom } from '../adapters/random-crypto.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { InboxServer, InboxServerOptions } from '../inbox/inbox-server.ts'
import type { EventRange, InboxStore } from '../inbox/inbox-store.ts'
import type { Seal } from '../inbox/protect.ts'

/** What the commands around recorded callbacks need besides the ports; loaded when they run. */
export interface InboxDeps {
  open(folder: string): Promise<InboxStore>
  read(folder: string, range?: EventRange): Promise<readonly InboxEvent[]>
  serve(store: InboxStore, options: InboxServerOptions): Promise<InboxServer>
  /** Null if no key can be kept. */
  seal(): Promise<Seal | null>
}

export function createInboxDeps(variables: Readonly<Record<string, string | undefined>>): InboxDeps {
  return {
    async open(folder) {
      const { openInboxFiles } = await import('../adapters/inbox-files.ts')
      return openInboxFiles({ folder, hex: cryptoRandom.hex })
    },
    read: async (...args) => (await import('../adapters/inbox-files.ts')).readInboxFiles(...args),
    serve: async (...args) => (await import('../adapters/inbox-server-node.ts')).startInboxServer(...args),
    async seal() {
      const folder = configFolder(variables)
      if (folder === undefined) return null
      return (await import('../adapters/inbox-seal-node.ts')).openSeal(join(folder, 'mpesa-doctor', 'inbox.key'))
    },
  }
}

function configFolder({ XDG_CONFIG_HOME, LOCALAPPDATA, HOME }: Readonly<Record<string, string | undefined>>) {
  if (XDG_CONFIG_HOME) return XDG_CONFIG_HOME
  if (LOCALAPPDATA) return LOCALAPPDATA
  return HOME ? join(HOME, '.config') : undefined
}
