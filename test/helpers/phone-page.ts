import { systemClock } from '../../src/adapters/clock-system.ts'
import { startPhonePageServer } from '../../src/adapters/phone-page-server-node.ts'
import { createCallbackSender } from '../../src/adapters/sandbox-sender-undici.ts'
import { createPhonePageSource } from '../../src/cli/phone-page-source.ts'
import { parseRule } from '../../src/sandbox/outcomes/parse-rule.ts'
import { startDaraja } from '../sandbox/daraja.ts'

/** The page of a local Daraja whose prompts wait, and whose callbacks come to this app. */
export async function startPhonePage({ folder, app }: { readonly folder: string; readonly app: string }) {
  const daraja = startDaraja({
    clock: systemClock,
    sender: createCallbackSender(),
    rules: [parseRule('ask')],
    deliverTo: () => app,
  })
  const failures: unknown[] = []
  const source = createPhonePageSource({
    sandbox: daraja.core,
    sandboxUrl: 'http://127.0.0.1:8770',
    deliverTo: () => app,
    failed: (error) => void failures.push(error),
  })
  const server = await startPhonePageServer({ source, port: 0, orAnyOther: false, folder })
  return {
    daraja,
    failures,
    server,
    async close() {
      await server.close()
      await daraja.core.close()
    },
  }
}
