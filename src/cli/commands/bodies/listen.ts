import { KnownError, usageError } from '../../../core/errors.ts'
import { describeRefusal, describeRestLost } from '../../../inbox/describe-event.ts'
import type { InboxStore } from '../../../inbox/inbox-store.ts'
import { unkept, withoutOwn } from '../../../inbox/own-request.ts'
import { protectStore } from '../../../inbox/protect.ts'
import { appTarget } from '../../../probes/app-target.ts'
import { bothTold } from '../../both-told.ts'
import { type CommandBody, type Invocation, optionValue } from '../../command.ts'
import { inboxPlace, withInbox } from '../../inbox-folder.ts'
import { createInboxVoice, type InboxVoice } from '../../inbox-voice.ts'
import type { Inspector } from '../../inspector.ts'
import { observeOnce } from '../../observe-once.ts'
import { openInbox } from '../../open-inbox.ts'
import { parsePort } from '../../parse-values.ts'
import { wantsPage } from '../../ui-options.ts'

const defaultPort = 8_765
const defaultLimitMs = 60_000

export const runListen: CommandBody = async (invocation) => {
  const { deps, settings, signal } = invocation
  const extraTrust = settings.get('cacert')?.value.pem
  const port = choosePort(invocation.args[0])
  const forward = await chooseApp(invocation)
  const voice = createInboxVoice(invocation)
  const { store, shown } = await withInbox(() => openInbox(invocation))
  try {
    const inspector = await openPage(invocation, forward, voice)
    const told = inspector === null ? voice : bothTold(voice, inspector)
    const server = await deps.inbox
      .serve(withoutOwn(await protect(store, invocation, voice)), {
        host: '127.0.0.1',
        port,
        forward,
        limitMs: optionValue<number>(invocation, 'limit') ?? defaultLimitMs,
        ...(extraTrust === undefined ? {} : { extraTrust }),
        watch: {
          arrived: (event) => {
            if (event.number !== unkept) told.arrived(event)
          },
          answered: (event) => {
            if (event.number !== unkept) told.answered(event)
          },
          refused: (error, appStatus) => voice.warn(describeRefusal(error, appStatus)),
          restLost: (error) => voice.warn(describeRestLost(error)),
          turnedAway: voice.turnedAway,
        },
      })
      .catch(async (error: unknown) => {
        await inspector?.close()
        throw toKnownError(error, port)
      })
    try {
      voice.ready(server.url, forward, shown)
      await untilAborted(signal)
    } finally {
      await Promise.all([server.close(), inspector?.close()])
    }
  } finally {
    await store.close()
  }
  return 0
}

/** The page, if it was asked for. */
async function openPage(
  invocation: Invocation,
  forward: string | null,
  { warn }: InboxVoice,
): Promise<Inspector | null> {
  if (!wantsPage(invocation)) return null
  const { openInspector } = await import('../../inspector.ts')
  const others = inboxPlace(invocation).kind === 'postgres'
  return openInspector(invocation, { origin: forward, others, warn })
}

/** Phone numbers and secrets are masked in the files unless the user wants them raw. */
async function protect(store: InboxStore, invocation: Invocation, voice: InboxVoice): Promise<InboxStore> {
  if (optionValue(invocation, 'raw') === true) return store
  const seal = await invocation.deps.inbox.seal()
  if (seal === null)
    voice.warn(
      'no key can be kept in your config folder, so masked callbacks cannot be replayed; --raw keeps them as they are',
    )
  return protectStore(store, { mask: invocation.keptRedactor.text, seal })
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
