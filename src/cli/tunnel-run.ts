import type { TunnelSession } from '../tunnel/session.ts'
import type { ChosenTunnel } from './choose-tunnel.ts'
import type { CleanUp } from './clean-up.ts'
import type { Invocation } from './command.ts'
import type { ReadyFile } from './ready-file.ts'
import type { TunnelApp } from './tunnel-app.ts'
import { type TunnelPlan, urlsFor } from './tunnel-plan.ts'
import type { TunnelVoice } from './tunnel-voice.ts'

/** Everything that was settled before anything is opened. */
export interface TunnelSetup {
  readonly plan: TunnelPlan
  readonly app: TunnelApp
  readonly chosen: ChosenTunnel
  /** The env file to rewrite; null writes none. */
  readonly file: string | null
  readonly readyFile: ReadyFile | null
}

/** What the parts of a running tunnel share. */
export interface TunnelRun {
  readonly invocation: Invocation
  readonly setup: TunnelSetup
  readonly cleanUp: CleanUp
  /** Aborted at the end of everything. */
  readonly signal: AbortSignal
  readonly state: {
    isReady: boolean
    failure: { readonly error: unknown } | null
    /** Of the command that was run. */
    exitCode: number | null
    /** Somebody else has changed what was to be put back. */
    conflict: boolean
  }
  readonly stop: () => void
  readonly fail: (error: unknown) => void
  readonly voice: TunnelVoice
}

/** Each variable with the URL that it has now. */
export function keysOf({ invocation, setup }: Pick<TunnelRun, 'invocation' | 'setup'>, session: TunnelSession) {
  return session.file === null
    ? urlsFor(invocation, setup.plan, session.url)
    : Object.fromEntries(session.changes.map(({ key, after }) => [key, after]))
}
