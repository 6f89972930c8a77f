import { curlLine } from '../callbacks/curl-line.ts'
import { headersToSend, withoutHost } from '../callbacks/replay-event.ts'
import { usageError } from '../core/errors.ts'
import type { InboxEvent, RecordedRequest } from '../inbox/event.ts'
import { toHar } from '../inbox/har.ts'
import { bytesOf } from '../inbox/kept-body.ts'
import { maskEvent } from '../inbox/mask-event.ts'
import { exactRequest } from '../inbox/protect.ts'
import { appTarget } from '../probes/app-target.ts'
import { type Invocation, optionValue } from './command.ts'
import { observeOnce } from './observe-once.ts'
import { showsSecrets } from './shows-secrets.ts'

/** Prints events for other programs: as HAR, as curl lines, or as JSON lines. */
export async function exportEvents(invocation: Invocation, events: readonly InboxEvent[]): Promise<number> {
  const { deps, output, redactor, globals } = invocation
  const [asHar, asCurl] = [optionValue(invocation, 'har') === true, optionValue(invocation, 'curl') === true]
  if ([asHar, asCurl, globals.json === true].filter(Boolean).length > 1)
    throw usageError('option-conflict', 'An export is --har, --curl or --json', { summary: 'name one of them' })
  const isRaw = optionValue(invocation, 'raw') === true
  const chosen = isRaw
    ? await unmasked(invocation, events)
    : showsSecrets(invocation)
      ? events
      : events.map((event) => maskEvent(event, redactor.text))
  const write = isRaw ? output.document : output.data
  if (asHar) write(`${JSON.stringify(toHar(chosen, deps.version), null, 2)}\n`)
  else if (asCurl) {
    const app = await observeOnce(invocation, appTarget)
    const origin = app.available ? app.value.url.origin : 'http://127.0.0.1'
    for (const { request } of chosen) write(`${curlOf(request, origin)}\n`)
  } else
    for (const event of chosen) {
      const { sealed: _, ...request } = event.request
      const json = JSON.parse(JSON.stringify({ ...event, request }))
      output.document(`${JSON.stringify(isRaw ? json : redactor.value(json))}\n`)
    }
  return 0
}

/** As they came, as far as this machine can open what was sealed. */
export async function unmasked({ deps }: Invocation, events: readonly InboxEvent[]): Promise<readonly InboxEvent[]> {
  const seal = await deps.inbox.seal()
  return events.map((event) => ({ ...event, request: exactRequest(event.request, seal) ?? event.request }))
}

/** The same request to the app on this machine, for a shell. */
export function curlOf(request: RecordedRequest, origin: string): string {
  const { method, target, headers, body } = request
  return curlLine({
    method,
    url: `${origin}${target.startsWith('/') ? target : '/'}`,
    headers: withoutHost(headersToSend(headers)),
    body: body.encoding === 'utf8' ? body.content : bytesOf(body),
  })
}
