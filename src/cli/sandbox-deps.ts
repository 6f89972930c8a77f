import type { Answerer, SandboxServer } from '../adapters/sandbox-server-node.ts'
import type { PageServer } from '../core/page-server.ts'
import type { CallbackSender } from '../sandbox/callbacks/callbacks.ts'
import type { LedgerSnapshot } from '../sandbox/ledger/ledger.ts'
import type { PhonePageOptions } from '../sandbox/phone-page/phone-page-server.ts'

/** What the local Daraja needs besides the ports; loaded when it runs. */
export interface SandboxDeps {
  sender(): Promise<CallbackSender>
  /** On loopback; rejects with the system's error if the port cannot be had. */
  serve(answer: Answerer, port: number): Promise<SandboxServer>
  /** Serves the page with the phones. */
  servePhonePage(options: PhonePageOptions): Promise<PageServer>
  /** Null if there is no such file; rejects with a `KnownError` for one of something else. */
  readState(path: string): Promise<LedgerSnapshot | null>
  writeState(path: string, state: LedgerSnapshot): Promise<void>
}

export const sandboxDeps: SandboxDeps = {
  sender: async () => (await import('../adapters/sandbox-sender-undici.ts')).createCallbackSender(),
  serve: async (answer, port) =>
    (await import('../adapters/sandbox-server-node.ts')).startSandboxServer(answer, { port }),
  servePhonePage: async (options) =>
    (await import('../adapters/phone-page-server-node.ts')).startPhonePageServer(options),
  readState: async (path) => (await import('../adapters/sandbox-state-file.ts')).readSandboxState(path),
  writeState: async (path, state) => (await import('../adapters/sandbox-state-file.ts')).writeSandboxState(path, state),
}
