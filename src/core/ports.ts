import type { DatabasePort } from './database-port.ts'
import type { DnsPort } from './dns-port.ts'
import type { FilesPort } from './files-port.ts'
import type { HttpPort } from './http-port.ts'
import type { NetPort } from './net-port.ts'
import type { ProcessesPort } from './processes-port.ts'
import type { SourcesPort } from './sources-port.ts'

/*
 * The outside world as this tool sees it. Adapters implement these; tests pass fakes that refuse whatever they were
 * not told to expect. Every wait takes a signal and a limit. Times are milliseconds.
 */

export interface Ports {
  readonly files: FilesPort
  readonly dns: DnsPort
  readonly net: NetPort
  readonly http: HttpPort
  readonly database: DatabasePort
  readonly clock: ClockPort
  readonly random: RandomPort
  readonly digest: DigestPort
  readonly sources: SourcesPort
  readonly processes: ProcessesPort
  /** What an inbox has kept; missing where the command has none. */
  readonly callbacks?: CallbackLogPort
}

/** Callbacks that were kept on this machine, or by a team. */
export interface CallbackLogPort {
  /** Null if nothing was kept at all; ids are CheckoutRequestIDs and receipts. */
  seen(ids: readonly string[]): Promise<CallbackLog | null>
}

export interface CallbackLog {
  /** ISO 8601, UTC: of the oldest callback that is kept, of whichever payment. */
  readonly since: string
  /** Those of the payment, the oldest first. */
  readonly callbacks: readonly KeptCallback[]
}

/** A callback as an inbox has kept it. */
export interface KeptCallback {
  /** What `replay` takes. */
  readonly number: number
  /** ISO 8601, UTC. */
  readonly receivedAt: string
  readonly kind: string
  readonly resultCode: string | null
  readonly resultDesc: string | null
  /** KES. */
  readonly amount: number | null
  /** What the app answered; null if it did not. */
  readonly status: number | null
  readonly ms: number | null
}

export interface ClockPort {
  now(): Date
  /** Milliseconds from an arbitrary start, never running backwards. */
  monotonicMs(): number
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export interface DigestPort {
  /** First 8 hexadecimal digits of the SHA-256 of the text in UTF-8: enough to compare, too little to guess a key from. */
  short(text: string): string
  /** All 64 hexadecimal digits, in lower case. */
  sha256(text: string): string
}

export interface RandomPort {
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string
}
