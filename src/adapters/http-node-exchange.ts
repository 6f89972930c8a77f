import type { Socket } from 'node:net'
import type { HttpExchange, HttpFailure, HttpReply, HttpRequest, ReplyFault, ReplyOddity } from '../core/http-port.ts'
import type { BodyReader } from './http-node-body.ts'
import { createBodyReader } from './http-node-body.ts'
import type { Head, HeadProgress } from './http-node-head.ts'
import { createHeadReader } from './http-node-head.ts'
import { decodeBody } from './http-node-text.ts'
import { readBanner } from './net-node-records.ts'
import { aborted, limitReached, systemCodeOf, toOpenFailureCode } from './net-node-socket.ts'
import { nameProtocol } from './net-node-spoken.ts'

interface SocketRequest extends Pick<HttpRequest, 'method' | 'maxBodyBytes' | 'signal'> {
  readonly bytes: Buffer
  readonly limitMs: number
}

/** How an exchange ended: by the server's reply, or by what came in its place. */
type Ending =
  | { readonly kind: 'complete' | 'cut' | 'bad-chunk' | 'closed' }
  | { readonly kind: 'error'; readonly systemCode: string }
  | { readonly kind: 'fault'; readonly fault: ReplyFault; readonly detail: string }

/** What a server that speaks something else gets to finish its first sentence. */
const sentenceMs = 100
/** More than the frame or the record that names a protocol. */
const sentenceBytes = 64

/** One request and its reply on a socket that is open already. `connectMs` and `tlsMs` are the caller's to fill in. */
export async function exchangeOnSocket(socket: Socket, request: SocketRequest): Promise<HttpExchange> {
  const { maxBodyBytes } = request
  const headReader = createHeadReader(request.method)
  const startedAt = performance.now()
  let firstByteMs: number | null = null
  let head: Head | undefined
  let body: BodyReader | undefined
  let announcedBytes: number | undefined
  const oddities = new Set<ReplyOddity>()

  const takeBody = (reader: BodyReader, bytes: Buffer): Ending | undefined => {
    const progress = reader.take(bytes)
    if (progress.kind === 'more') return undefined
    if (progress.kind !== 'done') return { kind: progress.kind }
    if (progress.rest.length > 0) oddities.add('unexpected-body')
    return { kind: 'complete' }
  }
  const takeHead = (progress: HeadProgress): Ending | undefined => {
    if (progress.kind === 'more') return undefined
    if (progress.kind === 'fault') return progress
    head = progress.head
    for (const oddity of progress.oddities) oddities.add(oddity)
    if (progress.framing.kind === 'length') announcedBytes = progress.framing.bytes
    body = createBodyReader(progress.framing, maxBodyBytes)
    return takeBody(body, progress.rest)
  }

  const ending = await waitForEnd(socket, request, {
    onData(bytes) {
      firstByteMs ??= performance.now() - startedAt
      return body === undefined ? takeHead(headReader.take(bytes)) : takeBody(body, bytes)
    },
    onEnd: () => ({ kind: body?.mayEnd() === true ? 'complete' : 'closed' }),
    hasSentence: () => headReader.first().length >= sentenceBytes || headReader.first().includes(0x0a),
  })
  const timings = { connectMs: null, tlsMs: null, firstByteMs, endMs: performance.now() - startedAt, totalMs: 0 }
  if (head === undefined || body === undefined || isAborted(ending)) {
    const first = headReader.first()
    const spoken = ending.kind === 'fault' && ending.fault === 'not-http' ? nameProtocol(first) : undefined
    return {
      ...toFailure(ending, readBanner(first)),
      stage: headReader.stage(),
      ...(spoken === undefined ? {} : { spoken }),
      ...(first.length === 0 ? {} : { banner: readBanner(first) }),
      timings,
    }
  }
  const bytes = body.content()
  const isWhole = ending.kind === 'complete'
  const decoded = await decodeBody({ headers: head.headers, bytes, isWhole, maxBytes: maxBodyBytes })
  const odd = [...oddities, ...decoded.oddities]
  return {
    kind: 'reply',
    ...head,
    body: decoded.text,
    bodyBytes: bytes.length,
    ...bodyEndOf(ending),
    ...(announcedBytes === undefined ? {} : { announcedBytes }),
    ...(odd.length === 0 ? {} : { oddities: odd }),
    timings,
  }
}

interface Listener {
  onData(bytes: Buffer): Ending | undefined
  onEnd(): Ending
  /** Whether what came tells who speaks. */
  hasSentence(): boolean
}

/** Sends the request and reads until somebody has had enough; then nothing is read any more. */
function waitForEnd(socket: Socket, request: SocketRequest, listener: Listener): Promise<Ending> {
  const { signal, limitMs, bytes } = request
  return new Promise((resolve) => {
    let foreign: Ending | undefined
    let sentence: NodeJS.Timeout | undefined
    const settle = (ending: Ending) => {
      clearTimeout(timer)
      clearTimeout(sentence)
      signal.removeEventListener('abort', abort)
      socket.off('data', read)
      socket.off('end', end)
      socket.off('close', end)
      socket.off('error', fail)
      socket.destroy()
      resolve(ending)
    }
    const abort = () => settle({ kind: 'error', systemCode: aborted })
    const timer = setTimeout(() => settle(foreign ?? { kind: 'error', systemCode: limitReached }), limitMs)
    const end = () => settle(foreign ?? listener.onEnd())
    const fail = (error: Error) => settle(foreign ?? { kind: 'error', systemCode: systemCodeOf(error) })
    const read = (chunk: Buffer) => {
      const ending = listener.onData(chunk)
      if (ending === undefined) return
      if (ending.kind !== 'fault' || ending.fault !== 'not-http' || listener.hasSentence()) return settle(ending)
      foreign = ending
      sentence ??= setTimeout(() => settle(ending), Math.min(sentenceMs, limitMs))
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    socket.on('data', read)
    socket.once('end', end)
    socket.once('close', end)
    socket.once('error', fail)
    if (socket.destroyed) return end()
    socket.write(bytes)
  })
}

function isAborted(ending: Ending): boolean {
  return ending.kind === 'error' && ending.systemCode === aborted
}

function bodyEndOf(ending: Ending): Pick<HttpReply, 'bodyEnd' | 'bodyFault'> {
  if (ending.kind === 'complete') return { bodyEnd: 'complete' }
  if (ending.kind === 'cut') return { bodyEnd: 'cut-at-limit' }
  if (ending.kind === 'error' && ending.systemCode === limitReached) return { bodyEnd: 'timed-out' }
  const bodyFault = ending.kind === 'bad-chunk' ? 'bad-chunk' : ending.kind === 'closed' ? 'closed' : 'reset'
  return { bodyEnd: 'connection-closed', bodyFault }
}

function toFailure(ending: Ending, banner: string): Omit<HttpFailure, 'timings'> {
  const failure = { kind: 'failure', phase: 'reply' } as const
  if (ending.kind === 'fault') {
    const code = ending.fault === 'headers-too-large' ? 'headers-too-large' : 'invalid-reply'
    const detail = banner === '' ? ending.detail : `${ending.detail}: ${banner}`
    return { ...failure, code, systemCode: '', detail: detail.slice(0, 160), fault: ending.fault }
  }
  if (ending.kind !== 'error')
    return { ...failure, code: 'closed', systemCode: '', detail: 'the connection was closed' }
  const { systemCode } = ending
  if (systemCode === aborted) return { ...failure, code: 'aborted', systemCode, detail: '' }
  const code = toOpenFailureCode(systemCode)
  return { ...failure, code: code === 'denied' ? 'other' : code, systemCode, detail: '' }
}
