/** A request as it came to the local Daraja. */
export interface SandboxRequest {
  readonly method: string
  /** Path and query as they stood on the request line. */
  readonly target: string
  /** Names in lower case; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Decoded as UTF-8; at most `mostBodyBytes`, what is longer is refused before. */
  readonly body: string
}

/** Bodies of Daraja are some hundred bytes; ten megabytes must end in an answer, not in memory. */
export const mostBodyBytes = 1_048_576

export interface SandboxReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `silence` holds the connection without an answer, as an outage does. */
export type SandboxAnswer = SandboxReply | 'silence'
