import type { Ports } from '../core/ports.ts'

export interface Stream {
  write(text: string): void
  readonly isTerminal: boolean
  readonly columns: number
}

/** Everything of the process that the program touches; tests pass their own. */
export interface Deps {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly stdinIsTerminal: boolean
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly platform: string
  readonly version: string
  readonly nodeVersion: string
  readonly ports: Ports
  /** Calls back with `SIGINT`, `SIGTERM` or `SIGHUP`; returns how to stop listening. */
  onSignal(listener: (signal: string) => void): () => void
}
