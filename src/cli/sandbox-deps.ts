import type { Answerer, SandboxServer } from '../adapters/sandbox-server-node.ts'
import type { CallbackSender } from '../sandbox/callbacks/callbacks.ts'

/** What the local Daraja needs besides the ports; loaded when it runs. */
export interface SandboxDeps {
  sender(): Promise<CallbackSender>
  /** On loopback; rejects with the system's error if the port cannot be had. */
  serve(answer: Answerer, port: number): Promise<SandboxServer>
}

export const sandboxDeps: SandboxDeps = {
  sender: async () => (await import('../adapters/sandbox-sender-undici.ts')).createCallbackSender(),
  serve: async (answer, port) =>
    (await import('../adapters/sandbox-server-node.ts')).startSandboxServer(answer, { port }),
}
