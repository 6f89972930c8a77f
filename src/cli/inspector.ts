import type { InboxEvent } from '../inbox/event.ts'
import { announcePage, explainPageError } from './announce-page.ts'
import { type Invocation, optionValue } from './command.ts'
import { createInspectorSource, type InspectorSubject } from './inspector-source.ts'

const defaultPort = 8_766

/** The page while it is served. Told of callbacks it never throws. */
export interface Inspector {
  arrived(event: Omit<InboxEvent, 'answer'>): void
  answered(event: InboxEvent): void
  close(): Promise<void>
}

/** Serves the page, and says where. Its address is a secret and is said only here. */
export async function openInspector(invocation: Invocation, subject: InspectorSubject): Promise<Inspector> {
  const named = optionValue<number>(invocation, 'uiPort')
  const port = named ?? defaultPort
  const source = createInspectorSource(invocation, subject)
  const server = await invocation.deps.inbox
    .inspect({ source, port, orAnyOther: named === undefined })
    .catch(async (error: unknown) => {
      await source.close()
      throw explainPageError(error, port)
    })
  announcePage(invocation, server, port)
  return {
    arrived: (event) => source.record({ ...event, answer: null }),
    answered: (event) => source.record(event),
    async close() {
      await server.close()
      await source.close()
    },
  }
}
