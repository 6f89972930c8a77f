import { appTarget } from '../probes/app-target.ts'
import type { Invocation } from './command.ts'
import { inboxPlace, withInbox } from './inbox-folder.ts'
import { createInboxVoice } from './inbox-voice.ts'
import { openInspector } from './inspector.ts'
import { observeOnce } from './observe-once.ts'

/** Shows what is recorded, and what others add to it, until Ctrl-C. */
export async function showInspector(invocation: Invocation): Promise<number> {
  const { deps, signal } = invocation
  // A page without an inbox would only be empty.
  await withInbox(() => deps.inbox.read(inboxPlace(invocation), { last: 1 }))
  const voice = createInboxVoice(invocation)
  const app = await observeOnce(invocation, appTarget)
  const origin = app.available ? app.value.url.origin : null
  const inspector = await openInspector(invocation, { origin, others: true, warn: voice.warn })
  try {
    voice.hint('Ctrl-C ends it.')
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    await inspector.close()
  }
  return 0
}
