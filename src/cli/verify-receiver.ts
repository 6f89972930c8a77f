import { KnownError } from '../core/errors.ts'
import { type ResultMessage, readResultMessage } from '../daraja/client/result-message.ts'
import { InboxError } from '../inbox/inbox-store.ts'
import type { ResultIds } from '../probes/transaction-status.ts'
import type { Invocation } from './command.ts'
import { inboxPlace, toKnownError } from './inbox-folder.ts'

/** Where results come in. */
export interface ResultReceiver {
  /** For people. */
  readonly where: string
  /** Its own address on this machine; null if another program receives. */
  readonly url: string | null
  /** Resolves with the result of these ids, also if it came before; rejects with the signal's reason. */
  result(ids: ResultIds, signal: AbortSignal): Promise<ResultMessage>
  close(): Promise<void>
}

/** Results of others are none of ours; more than these are not kept. */
const mostKept = 100
const taken = '{"ResultCode":0,"ResultDesc":"Accepted"}'

/** Listens on loopback; whatever is no result is answered 404, for the app is not here. */
export async function listenForResults({ deps }: Invocation, port: number): Promise<ResultReceiver> {
  const kept: ResultMessage[] = []
  const waiting = new Set<() => void>()
  const server = await deps.sandbox
    .serve(async ({ method, body }) => {
      const message = method === 'POST' ? readResultMessage(body) : undefined
      const headers = { 'Content-Type': 'application/json' }
      if (message === undefined) return { status: 404, headers, body: '{"error":"only results are received here"}' }
      kept.push(message)
      if (kept.length > mostKept) kept.shift()
      for (const look of [...waiting]) look()
      return { status: 200, headers, body: taken }
    }, port)
    .catch((error: unknown) => {
      throw toPortError(error, port)
    })
  return {
    where: server.url,
    url: server.url,
    result: (ids, signal) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          waiting.delete(look)
          signal.removeEventListener('abort', stop)
        }
        const stop = (): void => {
          end()
          reject(signal.reason)
        }
        const look = (): void => {
          const message = kept.find((one) => isOf(one, ids))
          if (message === undefined) return
          end()
          resolve(message)
        }
        if (signal.aborted) return stop()
        waiting.add(look)
        signal.addEventListener('abort', stop, { once: true })
        look()
      }),
    close: () => server.close(),
  }
}

/** Watches the inbox that a running `listen` or `tunnel` fills. */
export async function watchInbox(invocation: Invocation): Promise<ResultReceiver> {
  const { deps, keptRedactor, ports } = invocation
  const place = inboxPlace(invocation)
  // Whoever listens makes it first; without one there is nobody to wait for.
  if (place.kind === 'files' && (await ports.files.stat(place.folder)) === null) throw noReceiver()
  const last = await deps.inbox.read(place, { last: 1 }).catch((error: unknown) => {
    throw error instanceof InboxError ? noReceiver(error) : error
  })
  const before = last.at(-1)?.number ?? 0
  return {
    where: 'the inbox of this project',
    url: null,
    async result(ids, signal) {
      // What is kept is masked, ids included.
      const masked = {
        conversationId: ids.conversationId === null ? null : keptRedactor.text(ids.conversationId),
        originatorConversationId:
          ids.originatorConversationId === null ? null : keptRedactor.text(ids.originatorConversationId),
      }
      try {
        for await (const { request } of deps.inbox.follow(place, before, signal)) {
          const message = request.body.encoding === 'utf8' ? readResultMessage(request.body.content) : undefined
          if (message !== undefined && (isOf(message, ids) || isOf(message, masked))) return message
        }
      } catch (error) {
        throw error instanceof InboxError ? toKnownError(error) : error
      }
      throw signal.reason
    },
    close: async () => undefined,
  }
}

function isOf(message: ResultMessage, ids: ResultIds): boolean {
  return (
    (ids.conversationId !== null && message.conversationId === ids.conversationId) ||
    (ids.originatorConversationId !== null && message.originatorConversationId === ids.originatorConversationId)
  )
}

function noReceiver(cause?: InboxError): KnownError {
  return new KnownError('inconclusive', 'result-unreceivable', 'No result could be received: there is no inbox here', {
    fix: {
      summary: 'let `mpesa-doctor listen` or `tunnel` run beside this, or give the --port to which the ResultURL leads',
    },
    cause,
  })
}

function toPortError(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const isTaken = code === 'EADDRINUSE'
  return new KnownError(
    isTaken ? 'conflict' : 'usage',
    isTaken ? 'port-taken' : 'port-denied',
    `Port ${port} ${isTaken ? 'is taken' : 'may not be used by you'}`,
    {
      fix: {
        summary: isTaken
          ? 'name another one; where `listen` or `tunnel` has it, leave --port out'
          : 'name one above 1023',
      },
    },
  )
}
