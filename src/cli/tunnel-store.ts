import type { RecordedAnswer } from '../inbox/event.ts'
import { InboxError, type InboxStore } from '../inbox/inbox-store.ts'
import { protectStore } from '../inbox/protect.ts'
import { type Invocation, optionValue } from './command.ts'
import { toKnownError } from './inbox-folder.ts'
import { openInbox } from './open-inbox.ts'

/** Where the callbacks of a tunnel go besides the app. */
export interface TunnelStore {
  readonly store: InboxStore
  /** Where they are kept, for people; null if nothing is kept. */
  readonly shown: string | null
}

/**
 * The inbox of the project. A tunnel is there to bring callbacks to the app: where they cannot be kept, that is said and
 * they are handed on all the same.
 */
export async function openTunnelStore(invocation: Invocation, warn: (text: string) => void): Promise<TunnelStore> {
  if (optionValue(invocation, 'record') === false) return { store: forgetful(), shown: null }
  try {
    const { store, shown } = await openInbox(invocation)
    return { store: tolerant(await protect(store, invocation, warn), warn), shown }
  } catch (error) {
    if (!(error instanceof InboxError)) throw error
    if (error.code === 'bad-url') throw toKnownError(error)
    warn(`callbacks are not kept, because ${error.message}: ${error.where}`)
    return { store: forgetful(), shown: null }
  }
}

async function protect(store: InboxStore, invocation: Invocation, warn: (text: string) => void): Promise<InboxStore> {
  if (optionValue(invocation, 'raw') === true) return store
  const seal = await invocation.deps.inbox.seal()
  if (seal === null)
    warn(
      'no key can be kept in your config folder, so masked callbacks cannot be replayed; --raw keeps them as they are',
    )
  return protectStore(store, { mask: invocation.keptRedactor.text, seal })
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
