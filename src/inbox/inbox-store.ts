import type { InboxEvent, RecordedAnswer, RecordedRequest } from './event.ts'

/** Where events are kept. Implemented by files in the project, and by PostgreSQL for a team. */
export interface InboxStore {
  /** Where it is, for people; no password in it. */
  readonly where: string
  /**
   * Begins an event. Resolves as soon as it has a number; that it is on disk is promised by `finish` only. Rejects with
   * `InboxError` if nothing can be written any more.
   */
  begin(request: RecordedRequest, receivedAt: Date): Promise<StartedEvent>
  /** Events in the order of their numbers, the oldest first. */
  read(range?: EventRange): Promise<readonly InboxEvent[]>
  /** Removes what is older or more than wanted; resolves to the number of events removed. */
  prune(limits: RetentionLimits, now: Date): Promise<number>
  close(): Promise<void>
}

export interface StartedEvent {
  readonly id: string
  readonly number: number
  /**
   * Resolves once request and answer are on disk: only then may the answer go out. May be called a second time, when an
   * answer that had not been whole has ended: the later one counts.
   */
  finish(answer: RecordedAnswer): Promise<void>
}

/** Which events; all conditions hold at once, and `first` and `last` count what the others leave. */
export interface EventRange {
  readonly afterNumber?: number
  readonly beforeNumber?: number
  /** Received at this moment or later. */
  readonly since?: Date
  /** At most so many, the oldest. */
  readonly first?: number
  /** At most so many, the newest. */
  readonly last?: number
}

export interface RetentionLimits {
  readonly maxAgeMs: number
  readonly maxBytes: number
}

export type InboxErrorCode =
  | 'locked'
  | 'no-space'
  | 'read-only'
  | 'not-a-folder'
  | 'unreadable'
  | 'unreachable'
  /** The URL of the database cannot be read. */
  | 'bad-url'
  /** The database refuses the login, or its user may not do what is needed. */
  | 'denied'
  | 'other'

/** The inbox cannot be opened or written. */
export class InboxError extends Error {
  readonly code: InboxErrorCode
  readonly where: string

  constructor(code: InboxErrorCode, where: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'InboxError'
    this.code = code
    this.where = where
  }
}
