/** One request that came in, as it is kept: exact, but for what was masked. */
export interface RecordedRequest {
  readonly method: string
  /** Path and query as they stood on the request line. */
  readonly target: string
  /** In order, with their spelling. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: RecordedBody
  /** Who connected to the inbox: behind a tunnel its agent, on this machine. */
  readonly peer: string
  /** Who the headers of the tunnel or proxy say that sent it, if they say so. */
  readonly from: string | null
  /** Those of target, headers and body that were masked, as they came, readable on this machine only; absent if none was. */
  readonly sealed?: string
  /** Which entry of which recording this is, if it did not come here by itself: `ngrok:airequest_…`, `inbox:2026…`. */
  readonly importedFrom?: string
}

/** What the app answered, or why there is no answer of its own. */
export type RecordedAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly statusText: string
      readonly headers: readonly (readonly [string, string])[]
      readonly body: RecordedBody
      /** From the whole request to the end of the answer, or to the moment at which a streamed one began; milliseconds. */
      readonly ms: number
    }
  /** The inbox answered in the app's place: the event is kept and, if it is whole, can be replayed. */
  | {
      readonly kind: 'no-answer'
      readonly status: 400 | 502 | 503 | 504
      readonly reason: 'app-down' | 'app-silent' | 'app-broke-off' | 'app-invalid' | 'no-app' | 'sender-broke-off'
      /** What the parser said, for `app-invalid`. */
      readonly detail?: string
      readonly ms: number
    }

/** Text if it is UTF-8, else Base64. `bytes` counts what came, also where the rest was cut off. */
export interface RecordedBody {
  readonly encoding: 'utf8' | 'base64'
  readonly content: string
  readonly bytes: number
  /** Nothing was cut off and nothing was masked. */
  readonly exact: boolean
}

/** A callback, or another request to the same address, from its arrival to its answer. */
export interface InboxEvent {
  /** Sortable by time, unique in an inbox: `20261123-190455-123-a1b2`. */
  readonly id: string
  /** Counts the events of an inbox in the order in which they came; what `replay <n>` takes. */
  readonly number: number
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  readonly request: RecordedRequest
  /** Null if the inbox ended before there was one. */
  readonly answer: RecordedAnswer | null
}
