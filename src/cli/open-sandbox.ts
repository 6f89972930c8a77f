import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { usageError } from '../core/errors.ts'
import { readVariable } from '../probes/daraja-keys.ts'
import { createSandboxCore, type SandboxCore } from '../sandbox/create-sandbox-core.ts'
import type { ActiveFault, OutcomeRule } from '../sandbox/outcome.ts'
import { parseRule, RuleError } from '../sandbox/outcomes/parse-rule.ts'
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
      queryLimit: optionValue(invocation, 'queryLimit') === true,
      promptMs: afterMs,
      patienceMs: promptPatienceMs,
      resultMs: afterMs,
      validationMs,
    },
    rules: [...(optionValue<readonly OutcomeRule[]>(invocation, 'outcome') ?? []), ...(await readRules(invocation))],
    faults: optionValue<readonly ActiveFault[]>(invocation, 'fault') ?? [],
    // With the page there is somebody to ask.
    standardOutcome: wantsPage(invocation) ? 'ask' : 'success',
    deliverTo,
    state: stateFile === null ? null : await deps.sandbox.readState(stateFile),
  })
}

/** Blank lines and what stands behind a `#` say nothing. */
async function readRules(invocation: Invocation): Promise<readonly OutcomeRule[]> {
  const given = optionValue<string>(invocation, 'rules')
  if (given === undefined) return []
  const file = resolve(invocation.project.folder, given)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError('rules-unreadable', `${given} cannot be read (${error.code ?? 'unknown error'})`, {
      summary: 'name a file with one rule a line behind --rules',
    })
  })
  return text.split(/\r?\n/).flatMap((line, index) => {
    const rule = line.replace(/#.*/, '').trim()
    if (rule === '') return []
    try {
      return [parseRule(rule)]
    } catch (error) {
      if (!(error instanceof RuleError)) throw error
      throw usageError('rules-wrong', `${given}:${index + 1}: ${error.message}`, { summary: 'mend that line' })
    }
  })
}

/** The project's own, as its app reads it, by its shortcode: so the app works here as it is. */
export async function readPasskeys(invocation: Invocation): Promise<Readonly<Record<string, string>>> {
  const observe = observeWith(invocation)
  const [shortcode, passkey] = await Promise.all([
    readVariable(observe, 'MPESA_SHORTCODE'),
    readVariable(observe, 'MPESA_PASSKEY'),
  ])
  return shortcode === undefined || passkey === undefined ? {} : { [shortcode.value.trim()]: passkey.value.trim() }
}
