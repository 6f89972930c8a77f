import type { ServerResponse } from 'node:http'
import { mostKeptBytes } from '../inbox/kept-body.ts'
import type { BodySoFar } from './inbox-server-body.ts'
import type { Headers } from './inbox-server-headers.ts'

/** What the app answered, as far as it has come. */
export interface AppReply {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  soFar(): BodySoFar
  readonly isWhole: boolean
  /**
   * Sends the body: what is there, and then what comes, as fast as it is taken. A client that leaves ends the app's work
   * too. Resolves when there is nothing more to do.
   */
  pour(response: ServerResponse): Promise<void>
  /** Nobody wants the rest. */
  drop(): void
}

/** The connection from which a reply comes. */
export interface ReplySource {
  pause(): void
  resume(): void
  abort(): void
}

/** Takes a reply from a connection as it comes. */
export interface ReplyCollector {
  /** Resolves once the reply can be kept: it is whole, or long, or it goes on for longer than callbacks' answers do. */
  readonly reply: Promise<AppReply>
  start(source: ReplySource, status: number, statusText: string, headers: Headers): void
  data(chunk: Buffer): void
  end(trailers: Headers): void
  fail(error: Error): void
}

/** An answer to a callback is small and comes at once; what is not whole after this is taken for a stream. */
const defaultPatienceMs = 300

export function collectReply(patienceMs: number = defaultPatienceMs): ReplyCollector {
  const { promise, resolve, reject } = withResolvers<AppReply>()
  const kept: Buffer[] = []
  const unsent: Buffer[] = []
  let keptBytes = 0
  let bytes = 0
  let state: 'open' | 'whole' | 'broken' = 'open'
  let settled = false
  let trailers: Headers = []
  let timer: NodeJS.Timeout | undefined
  let source: ReplySource | undefined
  let declared: number | null = null
  let isEventStream = false
  let settle: () => void = () => undefined
  let onChange: () => void = () => undefined

  async function pour(response: ServerResponse): Promise<void> {
    if (state === 'whole' && trailers.length === 0)
      return void response.end(unsent.length === 1 ? unsent[0] : Buffer.concat(unsent))
    const { promise: done, resolve: finish } = withResolvers<void>()
    const move = () => {
      for (const chunk of unsent.splice(0)) {
        if (response.closed || response.destroyed) break
        if (!response.write(chunk)) source?.pause()
      }
      if (state === 'open') return
      if (state === 'broken') response.destroy()
      else {
        if (trailers.length > 0) response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]))
        response.end()
      }
      finish()
    }
    response.on('drain', () => source?.resume())
    // A client that has closed its side may still read, but nobody leaves a stream of events that way.
    if (isEventStream) response.socket?.once('end', () => response.destroy())
    response.on('close', () => {
      if (state === 'open') source?.abort()
      finish()
    })
    if (response.closed || response.destroyed) {
      if (state === 'open') source?.abort()
      return
    }
    // Whoever waits for the first event of a stream is to see that it has begun.
    response.flushHeaders()
    onChange = move
    source?.resume()
    move()
    await done
    onChange = () => undefined
  }

  return {
    reply: promise,
    start(from, status, statusText, headers) {
      source = from
      const length = fieldOf(headers, 'content-length')
      declared = length === undefined ? null : Number(length)
      settle = () => {
        if (settled) return
        settled = true
        clearTimeout(timer)
        if (state === 'open') from.pause()
        resolve({
          status,
          statusText,
          headers,
          get isWhole() {
            return state === 'whole'
          },
          soFar: () => ({ kept: Buffer.concat(kept), bytes, isWhole: state === 'whole', declared }),
          pour,
          drop: () => from.abort(),
        })
      }
      isEventStream = fieldOf(headers, 'content-type')?.startsWith('text/event-stream') === true
      if (isEventStream) settle()
      // Nearly all are whole before anything else happens, and need no timer.
      else
        queueMicrotask(() => {
          if (!settled && state === 'open') timer = setTimeout(settle, patienceMs)
        })
    },
    data(chunk) {
      bytes += chunk.length
      unsent.push(chunk)
      if (keptBytes < mostKeptBytes) {
        const part = chunk.subarray(0, mostKeptBytes - keptBytes)
        kept.push(part)
        keptBytes += part.length
      }
      if (bytes > mostKeptBytes) settle()
      onChange()
    },
    end(last) {
      state = 'whole'
      trailers = last
      settle()
      onChange()
    },
    fail(error) {
      if (state === 'open') state = 'broken'
      clearTimeout(timer)
      if (!settled) {
        settled = true
        reject(error)
      }
      onChange()
    },
  }
}

function fieldOf(headers: Headers, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<T>((one, other) => {
    resolve = one
    reject = other
  })
  return { promise, resolve, reject }
}
