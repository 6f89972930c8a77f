import { onTestFinished } from 'vitest'
import { systemClock } from '../../src/adapters/clock-system.ts'
import { systemDigest } from '../../src/adapters/digest-crypto.ts'
import { cryptoRandom } from '../../src/adapters/random-crypto.ts'
import { createCallbackSender } from '../../src/adapters/sandbox-sender-undici.ts'
import { createSandboxCore } from '../../src/sandbox/create-sandbox-core.ts'
import { startReceiver } from './recorded-events.ts'

/** A local Daraja whose callbacks all come to an app of the test. */
export async function startSandbox() {
  const receiver = await startReceiver()
  const sandbox = createSandboxCore({
    clock: systemClock,
    random: cryptoRandom,
    digest: systemDigest,
    sender: createCallbackSender(),
    settings: {
      lenient: false,
      consumer: { key: 'key', secret: 'secret' },
      passkeys: {},
      twoMinuteRule: true,
      promptMs: 10,
      patienceMs: 1_000,
      resultMs: 10,
      validationMs: 1_000,
    },
    rules: [],
    faults: [],
    standardOutcome: 'success',
    deliverTo: () => receiver.url,
    state: null,
  })
  onTestFinished(() => sandbox.close())
  return { sandbox, receiver }
}
