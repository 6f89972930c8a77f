import type { EventDetail, ReplayRequest, ReplayResult } from '../inspector-api.ts'
import type { EventJournal } from './event-journal.ts'

/** What the page is about. */
export interface InspectorSource {
  readonly journal: EventJournal
  /** Resolves when the journal has what was recorded before. */
  readonly loaded: Promise<void>
  /** Null if there is no such event. */
  detail(number: number): Promise<EventDetail | null>
  /** Null if there is no such event. */
  replay(number: number, request: ReplayRequest): Promise<ReplayResult | null>
  /** Something went wrong in here; the page is told only that. */
  failed(error: unknown): void
}

export interface InspectorOptions {
  readonly source: InspectorSource
  /** 0 takes any that is free. */
  readonly port: number
  /** Takes any other port if this one is taken. */
  readonly orAnyOther: boolean
  /** Where the files of the page are; by default those that were built with this program. */
  readonly folder?: string
  /** A stream that says nothing is taken for dead by what stands between: in milliseconds. */
  readonly heartbeatMs?: number
  /** After so long a reader that takes nothing is let go; it may come back. */
  readonly patienceMs?: number
}
