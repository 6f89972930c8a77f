import type { HttpPort } from '../core/http-port.ts'
import type { InboxEvent, RecordedRequest } from '../inbox/event.ts'
import { bytesOf, isCut } from '../inbox/kept-body.ts'
import { exactRequest, type Seal } from '../inbox/protect.ts'
import { type DeliveryOutcome, deliverCallback, type Route } from './deliver.ts'
import { setPaths } from './edit-body.ts'

/** What goes over the wire again. */
export interface ReplayMessage {
  readonly method: string
  /** As on the request line. */
  readonly target: string
  readonly headers: RecordedRequest['headers']
  /** Bytes where it is no text. */
  readonly body: string | Uint8Array
}

export interface Refusal {
  readonly kind: 'refused'
  readonly why: string
  readonly fix: string | null
}

export type PreparedReplay = { readonly kind: 'ready'; readonly message: ReplayMessage } | Refusal

/** The message of an event as it came, or why there is none. `seal` opens what was masked. */
export function prepareReplay({ number, request }: Omit<InboxEvent, 'answer'>, seal: Seal | null): PreparedReplay {
  const exact = exactRequest(request, seal)
  // What this machine can open and is still not all of it was cut when it came.
  if (isCut(request.body) || (exact !== null && isCut(exact.body)))
    return refuse(
      `Only the beginning of event ${number} was kept of ${request.body.bytes} bytes, so it cannot be sent again`,
      'no callback is that long; whoever sent it must send it again',
    )
  const opened = exact ?? (request.sealed === undefined ? request : null)
  if (opened !== null && isMaskedImport(opened))
    return refuse(
      `Event ${number} was imported from an export in which it was masked, so it cannot be sent again`,
      'import what `mpesa-doctor events export --har --raw` prints (or `events export --raw`), it keeps what is needed; `mpesa-doctor simulate` makes a new callback',
    )
  if (exact === null || !exact.body.exact)
    return refuse(
      `Event ${number} was not kept as it came, so it cannot be sent again`,
      request.sealed === undefined
        ? 'it was masked where no key could be kept, or not recorded whole; `mpesa-doctor simulate` makes a new callback'
        : 'it was sealed with the key of another user or machine; `mpesa-doctor simulate` makes a new callback',
    )
  const { method, target, headers, body } = exact
  return {
    kind: 'ready',
    message: {
      method,
      target: pathOf(target),
      headers: headersToSend(headers),
      body: body.encoding === 'utf8' ? body.content : bytesOf(body),
    },
  }
}

/** What was masked before it came here is known nowhere any more. */
export function isMaskedImport({ importedFrom, body }: Pick<RecordedRequest, 'importedFrom' | 'body'>): boolean {
  // Of what other programs export nothing is masked, but the end may be missing.
  return importedFrom?.startsWith('inbox:') === true && !body.exact && !isCut(body)
}

/** The same message with values of its body set: `ResultCode=1032`, as `setPaths` reads it. */
export function editMessage(message: ReplayMessage, assignments: readonly string[]): PreparedReplay {
  if (assignments.length === 0) return { kind: 'ready', message }
  if (typeof message.body !== 'string')
    return refuse('The body is no text, so nothing can be set in it', 'leave --set out to send it as it came')
  const edited = setPaths(message.body, assignments)
  if (edited.kind === 'refused') return refuse(capitalise(edited.why), edited.fix)
  return { kind: 'ready', message: { ...message, body: edited.body } }
}

export interface ReplayWay {
  /** Scheme, host and port of who gets it. */
  readonly origin: string
  /** True for the app itself: it gets the `Host` that it saw. Anything between here and there goes by its own name. */
  readonly keepHost: boolean
  readonly route: Route
  readonly http: HttpPort
  readonly signal: AbortSignal
}

/** Sends a message once. */
export function sendAgain(message: ReplayMessage, way: ReplayWay): Promise<DeliveryOutcome> {
  const { origin, keepHost, route, http, signal } = way
  const headers = keepHost ? message.headers : withoutHost(message.headers)
  return deliverCallback(http, { ...message, headers, url: replayUrl(message, origin) }, route, signal)
}

/** For whoever is no stand-in for the one that the message was sent to. */
export function withoutHost(headers: ReplayMessage['headers']): ReplayMessage['headers'] {
  return headers.filter(([name]) => name.toLowerCase() !== 'host')
}

/** Sends a recorded event again, with values set if wanted; it is refused before anything is sent. */
export async function replayEvent(
  event: Omit<InboxEvent, 'answer'>,
  wishes: { readonly seal: Seal | null; readonly set?: readonly string[] },
  way: ReplayWay,
): Promise<DeliveryOutcome | Refusal> {
  const prepared = prepareReplay(event, wishes.seal)
  if (prepared.kind === 'refused') return prepared
  const edited = editMessage(prepared.message, wishes.set ?? [])
  return edited.kind === 'refused' ? edited : sendAgain(edited.message, way)
}

/** Where a message goes, for people. */
export function replayUrl({ target }: Pick<ReplayMessage, 'target'>, origin: string): string {
  return target.startsWith('/') ? `${origin}${target}` : `${origin}/`
}

/** Written anew by whoever sends; everything else, what a tunnel added included, is what the app saw. */
const ofConnection =
  /^(?:connection|content-length|transfer-encoding|keep-alive|proxy-connection|expect|upgrade|te|trailer)$/i

/** The headers of a recorded request that belong to its message. */
export function headersToSend(headers: RecordedRequest['headers']): RecordedRequest['headers'] {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((name) => name.trim().toLowerCase()))
  return headers.filter(([name]) => !ofConnection.test(name) && !named.includes(name.toLowerCase()))
}

/** A request line may hold a whole URL; only its path counts. */
function pathOf(target: string): string {
  return /^https?:\/\/[^/?#]+(.*)$/i.exec(target)?.[1]?.replace(/^(?!\/)/, '/') ?? target
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function refuse(why: string, fix: string | null): Refusal {
  return { kind: 'refused', why, fix }
}
