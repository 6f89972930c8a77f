import { KnownError } from '../core/errors.ts'
import type { InboxEvent } from '../inbox/event.ts'
import { type InspectorServer, PageMissingError } from '../inbox/inspector/inspector-server.ts'
import { type Invocation, optionValue } from './command.ts'
import { createInspectorSource, type InspectorSubject } from './inspector-source.ts'
import { formatOf } from './run-report.ts'

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
      throw toKnownError(error, port)
    })
  say(invocation, server, port)
  return {
    arrived: (event) => source.record({ ...event, answer: null }),
    answered: (event) => source.record(event),
    async close() {
      await server.close()
      await source.close()
    },
  }
}

function say(invocation: Invocation, { url }: InspectorServer, wanted: number): void {
  const { output } = invocation
  if (formatOf(invocation) === 'json') {
    output.document(`${JSON.stringify({ type: 'ui.ready', url })}\n`)
    return
  }
  if (wanted !== 0 && new URL(url).port !== String(wanted) && !output.quiet)
    output.talk(`Port ${wanted} is taken, so the page has another one.\n`)
  // Also if nothing else is to be said: nobody could guess it.
  output.talk(`Page: ${url}\n`)
}

function toKnownError(error: unknown, port: number): unknown {
  if (error instanceof PageMissingError)
    return new KnownError('inconclusive', 'page-missing', `The files of the page are missing: ${error.file}`, {
      fix: { summary: 'install mpesa-doctor anew; in its sources, `npm run build` makes them' },
      cause: error,
    })
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new KnownError('conflict', 'port-taken', `Port ${port} is taken`, {
      fix: { summary: 'name another one, or leave out --ui-port: then one is found' },
    })
  if (code === 'EACCES')
    return new KnownError('usage', 'port-denied', `Port ${port} may not be used by you`, {
      fix: { summary: 'name one above 1023: `--ui-port 9000`' },
    })
  return error
}
