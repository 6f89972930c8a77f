import { relative } from 'node:path'
import { KnownError, usageError } from '../../../core/errors.ts'
import { describeRefusal } from '../../../inbox/describe-event.ts'
import type { InboxStore } from '../../../inbox/inbox-store.ts'
import { protectStore } from '../../../inbox/protect.ts'
import { appTarget } from '../../../probes/app-target.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { inboxFolder, withInbox } from '../../inbox-folder.ts'
import { createInboxVoice, type InboxVoice } from '../../inbox-voice.ts'
import { observeOnce } from '../../observe-once.ts'
import { parsePort } from '../../parse-values.ts'

const defaultPort = 8_765
const defaultLimitMs = 60_000
/** What is kept of the past: a month, and no more than a small disk can spare. */
const retention = { maxAgeMs: 30 * 86_400_000, maxBytes: 64 * 1_048_576 }

export const runListen: CommandBody = async (invocation) => {
  const { deps, project, signal, ports } = invocation
  const port = choosePort(invocation.args[0])
  const forward = await chooseApp(invocation)
  const voice = createInboxVoice(invocation)
  const folder = inboxFolder(project)
  const store = await withInbox(() => deps.inbox.open(folder))
  try {
    await withInbox(() => store.prune(retention, ports.clock.now()))
    const server = await deps.inbox
      .serve(await protect(store, invocation, voice), {
        host: '127.0.0.1',
        port,
        forward,
        limitMs: optionValue<number>(invocation, 'limit') ?? defaultLimitMs,
        watch: {
          arrived: voice.arrived,
          answered: voice.answered,
          refused: (error, appStatus) => voice.warn(describeRefusal(error, appStatus)),
        },
      })
      .catch((error: unknown) => {
        throw toKnownError(error, port)
      })
    try {
      voice.ready(server.url, forward, relative(project.folder, folder))
      await untilAborted(signal)
    } finally {
      await server.close()
    }
  } finally {
    await store.close()
  }
  return 0
}

/** Phone numbers and secrets are masked in the files unless the user wants them raw. */
async function protect(store: InboxStore, invocation: Invocation, voice: InboxVoice): Promise<InboxStore> {
  if (optionValue(invocation, 'raw') === true) return store
  const seal = await invocation.deps.inbox.seal()
  if (seal === null)
    voice.warn(
      'no key can be kept in your config folder, so masked callbacks cannot be replayed; --raw keeps them as they are',
    )
  return protectStore(store, { mask: invocation.redactor.text, seal })
}

function choosePort(given: string | undefined): number {
  if (given === undefined) return defaultPort
  try {
    return parsePort(given)
  } catch (error) {
    throw usageError('bad-port', `\`${given}\` is ${(error as Error).message}`, {
      summary: 'e.g. `mpesa-doctor listen 9000`',
    })
  }
}

async function chooseApp(invocation: Invocation): Promise<string | null> {
  const named = optionValue<string | false>(invocation, 'forward')
  if (named === false) return null
  if (named !== undefined) return new URL(named).origin
  const target = await observeOnce(invocation, appTarget)
  if (target.available) return target.value.url.origin
  throw usageError('app-missing', 'Where does the app listen?', {
    summary: 'name it: --forward http://127.0.0.1:5000, or only keep callbacks: --no-forward',
  })
}

function toKnownError(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new KnownError('conflict', 'port-taken', `Port ${port} is taken`, {
      fix: { summary: 'name another one: `mpesa-doctor listen 9000`' },
    })
  if (code === 'EACCES')
    return new KnownError('usage', 'port-denied', `Port ${port} may not be used by you`, {
      fix: { summary: 'name one above 1023: `mpesa-doctor listen 9000`' },
    })
  return error
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
