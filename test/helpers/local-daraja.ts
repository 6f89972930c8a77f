import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { createCallbackSender } from '../../src/adapters/sandbox-sender-undici.ts'
import { startSandboxServer } from '../../src/adapters/sandbox-server-node.ts'
import type { SandboxCore } from '../../src/sandbox/create-sandbox-core.ts'
import { startDaraja } from '../sandbox/daraja.ts'

/** The local Daraja on a port, lenient about URLs, in a hurry; callbacks go to `deliverTo`, else to their URL. */
export async function serveDaraja(
  deliverTo: string | null = null,
): Promise<{ readonly url: string; readonly core: SandboxCore }> {
  const { core } = startDaraja({
    clock: systemClock,
    sender: createCallbackSender(),
    deliverTo: () => deliverTo,
    settings: { lenient: true, promptMs: 1, resultMs: 1 },
  })
  const server = await startSandboxServer(core.answer, { port: 0 })
  onTestFinished(async () => {
    await server.close()
    await core.close()
  })
  return { url: server.url, core }
}
