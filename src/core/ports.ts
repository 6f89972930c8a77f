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
