import type { RecordedAnswer } from '../inbox/event.ts'
import { InboxError, type InboxStore } from '../inbox/inbox-store.ts'
import { protectStore } from '../inbox/protect.ts'
import { type Invocation, optionValue } from './command.ts'
import { inboxFolder } from './inbox-folder.ts'

/** What is kept of the past: a month, and no more than a small disk can spare. */
const retention = { maxAgeMs: 30 * 86_400_000, maxBytes: 64 * 1_048_576 }

/** Where the callbacks of a tunnel go besides the app. */
export interface TunnelStore {
  readonly store: InboxStore
  /** The folder; null if nothing is kept. */
  readonly folder: string | null
}

/**
 * The inbox of the project. A tunnel is there to bring callbacks to the app: where they cannot be kept, that is said and
 * they are handed on all the same.
 */
export async function openTunnelStore(invocation: Invocation, warn: (text: string) => void): Promise<TunnelStore> {
  const { deps, project, ports } = invocation
  if (optionValue(invocation, 'record') === false) return { store: forgetful(), folder: null }
  const folder = inboxFolder(project)
  try {
    const files = await deps.inbox.open(folder)
    try {
      await files.prune(retention, ports.clock.now())
      return { store: tolerant(await protect(files, invocation, warn), warn), folder }
    } catch (error) {
      await files.close()
      throw error
    }
  } catch (error) {
    if (!(error instanceof InboxError)) throw error
    warn(`callbacks are not kept, because ${error.message}: ${error.where}`)
    return { store: forgetful(), folder: null }
  }
}

async function protect(store: InboxStore, invocation: Invocation, warn: (text: string) => void): Promise<InboxStore> {
  if (optionValue(invocation, 'raw') === true) return store
  const seal = await invocation.deps.inbox.seal()
  if (seal === null)
    warn(
      'no key can be kept in your config folder, so masked callbacks cannot be replayed; --raw keeps them as they are',
    )
  return protectStore(store, { mask: invocation.redactor.text, seal })
}

/** Events that are shown and not kept have the number 0, by which nothing can be asked for. */
function forgetful(): InboxStore {
  return {
    where: 'nowhere',
    begin: async () => ({ id: '', number: 0, finish: async () => undefined }),
    read: async () => [],
    prune: async () => 0,
    close: async () => undefined,
  }
}

/** Says once that a disk is full, and lets callbacks through. */
function tolerant(store: InboxStore, warn: (text: string) => void): InboxStore {
  let told = false
  const tell = (error: unknown): void => {
    if (!(error instanceof InboxError)) throw error
    if (!told) warn(`callbacks are handed on and no longer kept, because ${error.message}: ${error.where}`)
    told = true
  }
  return {
    ...store,
    async begin(request, receivedAt) {
      try {
        const started = await store.begin(request, receivedAt)
        return { ...started, finish: (answer: RecordedAnswer) => started.finish(answer).catch(tell) }
      } catch (error) {
        tell(error)
        return forgetful().begin(request, receivedAt)
      }
    },
  }
}
