import { resolve } from 'node:path'
import type { SandboxServer } from '../../../adapters/sandbox-server-node.ts'
import { KnownError } from '../../../core/errors.ts'
import type { PageServer } from '../../../core/page-server.ts'
import { withControl } from '../../../sandbox/control/answer-control.ts'
import type { SandboxCore } from '../../../sandbox/create-sandbox-core.ts'
import { faultTable } from '../../../sandbox/faults/faults.ts'
import { sandboxPasskey, sandboxShortcode } from '../../../sandbox/stk/credentials.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { keepSandboxState } from '../../keep-sandbox-state.ts'
import { openSandbox } from '../../open-sandbox.ts'
import type { openPhonePage } from '../../phone-page.ts'
import { runBesideSandbox } from '../../sandbox-command.ts'
import { findSandboxTarget } from '../../sandbox-target.ts'
import { createSandboxVoice } from '../../sandbox-voice.ts'
import { wantsPage } from '../../ui-options.ts'

const defaultPort = 8_770

export const runSandbox: CommandBody = async (invocation) => {
  if (optionValue(invocation, 'listFaults') === true) return listFaults(invocation)
  const ending = new AbortController()
  const target = await findSandboxTarget(invocation, ending.signal)
  const voice = createSandboxVoice(invocation)
  const stateFile = stateFileOf(invocation)
  const sandbox = await openSandbox(invocation, target.current, stateFile)
  const kept = stateFile === null ? null : await keepSandboxState(invocation, sandbox, stateFile, voice.warn)
  try {
    const server = await serve(invocation, sandbox)
    try {
      sandbox.subscribe(voice.event)
      voice.ready({ url: server.url, deliverTo: target.current(), variables: variablesFor(server.url) })
      const page = await openPage(invocation, {
        sandbox,
        sandboxUrl: server.url,
        deliverTo: target.current,
        warn: voice.warn,
      })
      try {
        if (invocation.passedThrough.length > 0) return await runBesideSandbox(invocation, sandbox.answer)
        await untilAborted(invocation.signal)
        return 0
      } finally {
        await page?.close()
      }
    } finally {
      await server.close()
    }
  } finally {
    ending.abort()
    await sandbox.close()
    await kept?.close()
  }
}

async function openPage(
  invocation: Invocation,
  subject: Parameters<typeof openPhonePage>[1],
): Promise<PageServer | null> {
  if (!wantsPage(invocation)) return null
  return (await import('../../phone-page.ts')).openPhonePage(invocation, subject)
}

function stateFileOf(invocation: Invocation): string | null {
  const given = optionValue<string>(invocation, 'state')
  return given === undefined ? null : resolve(invocation.project.folder, given)
}

/** The usual names; both values are public. */
function variablesFor(url: string): Readonly<Record<string, string>> {
  return {
    MPESA_BASE_URL: url,
    MPESA_ENVIRONMENT: 'sandbox',
    MPESA_SHORTCODE: sandboxShortcode,
    MPESA_PASSKEY: sandboxPasskey,
  }
}

/** On the port that was named, or the usual one, or any that is free. */
async function serve({ deps, values }: Invocation, sandbox: SandboxCore): Promise<SandboxServer> {
  const named = values.get('port')
  const port = (named?.value as number | undefined) ?? defaultPort
  try {
    return await deps.sandbox.serve(withControl(sandbox), port)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    if (named === undefined) return deps.sandbox.serve(withControl(sandbox), 0)
    const why = code === 'EACCES' ? 'may not be used by you' : 'is taken'
    throw new KnownError('conflict', 'port-taken', `Port ${port} ${why}`, {
      fix: { summary: 'name another one, or leave out --port to take any that is free' },
    })
  }
}

function listFaults({ output }: Invocation): number {
  const width = Math.max(...Object.keys(faultTable).map((name) => name.length))
  for (const [name, { does, ms }] of Object.entries(faultTable))
    output.data(`${name.padEnd(width)}  ${does}${ms === undefined ? '' : ` (${ms / 1_000} s if no time is told)`}\n`)
  return 0
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
