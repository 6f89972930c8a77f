import type { Socket } from 'node:net'
import type { Load } from '../callbacks/load/load-port.ts'
import { createReplyReader, type LoadReply, type ReplyReader } from './load-reply.ts'
import { limitReached, openSocket } from './net-node-socket.ts'
import { startTls } from './net-node-tls.ts'

export type Sent =
  | { readonly kind: 'answered'; readonly reply: LoadReply; readonly durationMs: number }
  | { readonly kind: 'failed'; readonly systemCode: string; readonly durationMs: number }

/** A place for one request at a time; its connection is opened when it is needed, and kept while the server keeps it. */
export interface Connection {
  /** A text has a byte for each of its characters. */
  send(request: string | Buffer, onEnd: (sent: Sent) => void): void
  /** Gives up a request that waits too long. */
  expire(nowMs: number): void
  close(): void
}

/** `wanted` says whether headers and body of an answer with such a status are of interest. */
export function createConnection(
  load: Pick<Load, 'url' | 'connectTo' | 'extraTrust' | 'limitMs' | 'signal'>,
  wanted: (status: number) => boolean,
): Connection {
  const url = new URL(load.url)
  let socket: Socket | undefined
  let reader: ReplyReader | undefined
  let waiting: { readonly onEnd: (sent: Sent) => void; readonly startedMs: number } | undefined
  let isClosed = false

  function finish(sent: { readonly reply: LoadReply } | { readonly systemCode: string }): void {
    if (waiting === undefined) return
    const { onEnd, startedMs } = waiting
    const durationMs = Math.round(performance.now() - startedMs)
    waiting = undefined
    if (!('reply' in sent)) drop()
    else if (!sent.reply.isKept) drop()
    onEnd('reply' in sent ? { kind: 'answered', ...sent, durationMs } : { kind: 'failed', ...sent, durationMs })
  }
  function drop(): void {
    const old = socket
    socket = undefined
    old?.destroy()
  }
  function listen(opened: Socket): void {
    reader = createReplyReader(wanted)
    const isCurrent = (): boolean => socket === opened
    opened.on('data', (bytes: Buffer) => {
      if (!isCurrent() || reader === undefined) return
      // Nobody asked.
      if (waiting === undefined) return drop()
      const progress = reader.take(bytes)
      if (progress.kind === 'done') finish({ reply: progress.reply })
      else if (progress.kind === 'fault') finish({ systemCode: 'INVALID_REPLY' })
    })
    const ended = (systemCode: string): void => {
      if (!isCurrent()) return
      const reply = reader?.end()
      if (waiting === undefined) drop()
      else finish(reply === undefined ? { systemCode } : { reply })
    }
    opened.on('end', () => ended('CLOSED'))
    opened.on('close', () => ended('CLOSED'))
    opened.on('error', (error: NodeJS.ErrnoException) => ended(error.code ?? ''))
  }
  async function open(): Promise<string | undefined> {
    const { limitMs, signal, extraTrust } = load
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
    const opened = await openSocket(load.connectTo ?? { address: host, port }, limitMs, signal)
    if (opened.kind === 'failure') return opened.systemCode
    if (url.protocol === 'http:') socket = opened.socket
    else {
      // As in every delivery: the certificate is a matter of the probe.
      const trust = extraTrust === undefined ? {} : { extraTrust }
      const secured = await startTls(opened.socket, { servername: host, verify: false, limitMs, signal, ...trust })
      if (secured.kind === 'failure') return `TLS_${secured.systemCode}`
      socket = secured.socket
    }
    if (isClosed) drop()
    else listen(socket)
    return undefined
  }
  return {
    send(request, onEnd) {
      waiting = { onEnd, startedMs: performance.now() }
      if (socket !== undefined) {
        write(socket, request)
        return
      }
      void open().then((systemCode) => {
        if (systemCode !== undefined) finish({ systemCode })
        else if (socket !== undefined) write(socket, request)
      })
    },
    expire(nowMs) {
      if (waiting !== undefined && nowMs - waiting.startedMs >= load.limitMs) finish({ systemCode: limitReached })
    },
    close() {
      isClosed = true
      waiting = undefined
      drop()
    },
  }
}

function write(socket: Socket, request: string | Buffer): void {
  if (typeof request === 'string') socket.write(request, 'latin1')
  else socket.write(request)
}
