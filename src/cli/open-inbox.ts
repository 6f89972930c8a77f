import type { InboxStore } from '../inbox/inbox-store.ts'
import { keepWithin, retention } from '../inbox/retention.ts'
import type { Invocation } from './command.ts'
import { inboxPlace, showPlace } from './inbox-folder.ts'

/** An inbox that is written to, and that stays within what is kept of the past. */
export interface OpenedInbox {
  readonly store: InboxStore
  /** Where it is, for people. */
  readonly shown: string
}

/** Opens the inbox of the project and removes what is too old; throws `InboxError`. */
export async function openInbox(invocation: Invocation): Promise<OpenedInbox> {
  const { deps, project, ports } = invocation
  const place = inboxPlace(invocation)
  const store = await deps.inbox.open(place)
  try {
    await store.prune(retention, ports.clock.now())
  } catch (error) {
    await store.close()
    throw error
  }
  return { store: keepWithin(store, retention, ports.clock), shown: showPlace(place, store.where, project.folder) }
}
