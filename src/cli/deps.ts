import type { LoadPort } from '../callbacks/load/load-port.ts'
import type { Ports } from '../core/ports.ts'
import type { Secret } from '../core/secret.ts'
import type { EnvFileWriter } from '../env-file/writer.ts'
import type { TunnelChoice } from '../tunnel/choice.ts'
import type { TunnelProvider } from '../tunnel/provider.ts'
import type { CommandRunner } from '../tunnel/run-command.ts'
import type { DarajaDeps } from './daraja-deps.ts'
import type { InboxDeps } from './inbox-deps.ts'
import type { SandboxDeps } from './sandbox-deps.ts'

/** The output has no room (disk full) or is broken in another way that is not simply a reader that left. */
export class OutputError extends Error {
  constructor(code: string) {
    super(`the output cannot be written (${code})`)
    this.name = 'OutputError'
  }
}

export interface Stream {
  write(text: string): void
  readonly isTerminal: boolean
  readonly columns: number
}

/** What `tunnel` needs besides the ports; loaded when it runs. */
export interface TunnelDeps {
  provider(choice: TunnelChoice): Promise<TunnelProvider>
  writer(): Promise<EnvFileWriter>
  /** Runs the words behind `--`. */
  commands(): Promise<CommandRunner>
  /** The authtoken and where it was found, or where it was looked for. */
  authtoken(): Promise<
    { readonly token: Secret; readonly source: string } | { readonly token: null; readonly looked: readonly string[] }
  >
}

/** Everything of the process that the program touches; tests pass their own. */
export interface Deps {
  readonly stdout: Stream
  readonly stderr: Stream
  readonly stdinIsTerminal: boolean
  /** Asks somebody who sits at the terminal; rejects with the signal's reason. The answer is empty where input has ended. */
  ask(question: string, signal: AbortSignal): Promise<string>
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly platform: string
  readonly version: string
  readonly nodeVersion: string
  readonly ports: Ports
  readonly tunnel: TunnelDeps
  readonly inbox: InboxDeps
  readonly daraja: DarajaDeps
  readonly sandbox: SandboxDeps
  /** What sends load; loaded when it is used. */
  load(): Promise<LoadPort>
  /** Calls back with `SIGINT`, `SIGTERM` or `SIGHUP`; returns how to stop listening. */
  onSignal(listener: (signal: string) => void): () => void
}
