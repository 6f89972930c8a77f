import type { InboxEvent } from './event.ts'
import type { InboxError } from './inbox-store.ts'

/** A server that keeps what it is sent and hands it on to the app. */
export interface InboxServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string
  close(): Promise<void>
}

export interface InboxServerOptions {
  readonly host: string
  /** 0 takes any that is free. */
  readonly port: number
  /** Origin of the app; null keeps everything and answers 503. */
  readonly forward: string | null
  /** How long the app may take to begin its answer, in milliseconds; then 504 goes out. */
  readonly limitMs: number
  /** How long a request of up to 1 MiB may take to come in, in milliseconds; 60,000 by default. Then 408 goes out. */
  readonly requestLimitMs?: number
  /** Certificates in PEM that are trusted besides the usual ones, where the app speaks TLS. */
  readonly extraTrust?: string
  readonly watch: InboxWatcher
  /** Answers a request in the app's place and keeps nothing of it; null leaves it to the app. */
  readonly answerItself?: (target: string) => string | null
}

/** Told of everything as it happens; must not throw. */
export interface InboxWatcher {
  arrived(event: Omit<InboxEvent, 'answer'>): void
  answered(event: InboxEvent): void
  /** Something could not be kept, so it was refused; the app may have answered it all the same. */
  refused(error: InboxError, appStatus: number | null): void
  /** Something came that is no whole, valid request, so there is nothing to keep. */
  turnedAway?(turnedAway: TurnedAway): void
  /** The beginning of a long answer is kept, and the rest of it could not be. */
  restLost?(error: InboxError): void
}

export interface TurnedAway {
  /** What was answered; null if nobody was there to be answered any more. */
  readonly status: 400 | 405 | 408 | 413 | 431 | null
  /** A clause. */
  readonly why: string
  readonly peer: string
}
