import { readVariable } from '../probes/daraja-keys.ts'
import { createSandboxCore, type SandboxCore } from '../sandbox/create-sandbox-core.ts'
import type { ActiveFault, OutcomeRule } from '../sandbox/outcome.ts'
import { type Invocation, optionValue } from './command.ts'
import { observeWith } from './observe-once.ts'
import { wantsPage } from './ui-options.ts'

const validationMs = 8_000
const promptPatienceMs = 60_000
const defaultAfterMs = 3_000

/** A local Daraja with the options of the command line; it knows no sockets yet. */
export async function openSandbox(
  invocation: Invocation,
  deliverTo: () => string | null,
  stateFile: string | null,
): Promise<SandboxCore> {
  const { deps, ports } = invocation
  const afterMs = optionValue<number>(invocation, 'after') ?? defaultAfterMs
  return createSandboxCore({
    clock: ports.clock,
    random: ports.random,
    digest: ports.digest,
    sender: await deps.sandbox.sender(),
    settings: {
      lenient: optionValue(invocation, 'lenient') === true,
      // Any pair: the app may have another one than its env file, and nothing is to be protected here.
      consumer: null,
      passkeys: await readPasskeys(invocation),
      twoMinuteRule: true,
      queryLimit: false,
      promptMs: afterMs,
      patienceMs: promptPatienceMs,
      resultMs: afterMs,
      validationMs,
    },
    rules: optionValue<readonly OutcomeRule[]>(invocation, 'outcome') ?? [],
    faults: optionValue<readonly ActiveFault[]>(invocation, 'fault') ?? [],
    // With the page there is somebody to ask.
    standardOutcome: wantsPage(invocation) ? 'ask' : 'success',
    deliverTo,
    state: stateFile === null ? null : await deps.sandbox.readState(stateFile),
  })
}

/** The project's own, as its app reads it, by its shortcode: so the app works here as it is. */
async function readPasskeys(invocation: Invocation): Promise<Readonly<Record<string, string>>> {
  const observe = observeWith(invocation)
  const [shortcode, passkey] = await Promise.all([
    readVariable(observe, 'MPESA_SHORTCODE'),
    readVariable(observe, 'MPESA_PASSKEY'),
  ])
  return shortcode === undefined || passkey === undefined ? {} : { [shortcode.value.trim()]: passkey.value.trim() }
}
