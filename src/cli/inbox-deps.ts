import { join } from 'node:path'
import { cryptoRandom } from '../adapters/random-crypto.ts'
import type { PageServer } from '../core/page-server.ts'
import type { InboxEvent } from '../inbox/event.ts'
import type { InboxPlace } from '../inbox/inbox-place.ts'
import type { InboxServer, InboxServerOptions } from '../inbox/inbox-server.ts'
import type { EventRange, InboxStore } from '../inbox/inbox-store.ts'
import type { InspectorOptions } from '../inbox/inspector/inspector-server.ts'
import type { Seal } from '../inbox/protect.ts'

/** What the commands around recorded callbacks need besides the ports; loaded when they run. */
export interface InboxDeps {
  /** For writing; the project's files by one process at a time, PostgreSQL by as many as like. */
  open(place: InboxPlace): Promise<InboxStore>
  read(place: InboxPlace, range?: EventRange): Promise<readonly InboxEvent[]>
  /**
   * Events behind `afterNumber`, each as soon as it has its answer; one that has none two minutes after it came comes
   * without. Ends when the signal is aborted; throws `InboxError` if the place cannot be read.
   */
  follow(place: InboxPlace, afterNumber: number, signal: AbortSignal): AsyncIterable<InboxEvent>
  serve(store: InboxStore, options: InboxServerOptions): Promise<InboxServer>
  /** Serves the page that shows an inbox. */
  inspect(options: InspectorOptions): Promise<PageServer>
  /** Null if no key can be kept. */
  seal(): Promise<Seal | null>
}

export function createInboxDeps(variables: Readonly<Record<string, string | undefined>>): InboxDeps {
  return {
    async open(place) {
      if (place.kind === 'postgres')
        return (await import('../adapters/inbox-postgres.ts')).openInboxPostgres({
          url: place.url,
          hex: cryptoRandom.hex,
        })
      const { openInboxFiles } = await import('../adapters/inbox-files.ts')
      return openInboxFiles({ folder: place.folder, hex: cryptoRandom.hex })
    },
    async read(place, range) {
      if (place.kind === 'postgres')
        return (await import('../adapters/inbox-postgres.ts')).readInboxPostgres(place.url, range)
      return (await import('../adapters/inbox-files-read.ts')).readInboxFiles(place.folder, range)
    },
    async *follow(place, afterNumber, signal) {
      if (place.kind === 'postgres')
        yield* (await import('../adapters/inbox-postgres-follow.ts')).followInboxPostgres(
          place.url,
          afterNumber,
          signal,
        )
      else
        yield* (await import('../adapters/inbox-files-follow.ts')).followInboxFiles(place.folder, afterNumber, signal)
    },
    serve: async (...args) => (await import('../adapters/inbox-server-node.ts')).startInboxServer(...args),
    inspect: async (...args) => (await import('../adapters/inspector-server-node.ts')).startInspectorServer(...args),
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
