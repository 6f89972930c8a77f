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
  return new CollectedReply(patienceMs)
}

/** Both sides of one reply in one object, because there is one for each callback: functions of its own cost more. */
class CollectedReply implements ReplyCollector, AppReply {
  readonly reply: Promise<AppReply>
  status = 0
  statusText = ''
  headers: Headers = []
  readonly #patienceMs: number
  readonly #kept: Buffer[] = []
  #unsent: Buffer[] = []
  #keptBytes = 0
  #bytes = 0
  #state: 'open' | 'whole' | 'broken' = 'open'
  #isSettled = false
  #trailers: Headers = []
  #timer: NodeJS.Timeout | undefined
  #source: ReplySource | undefined
  #declared: number | null = null
  #isEventStream = false
  #resolve: (reply: AppReply) => void = () => undefined
  #reject: (error: Error) => void = () => undefined
  /** Set while the body is poured. */
  #onChange: (() => void) | undefined

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs
    this.reply = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  start(source: ReplySource, status: number, statusText: string, headers: Headers): void {
    this.#source = source
    this.status = status
    this.statusText = statusText
    this.headers = headers
    const length = fieldOf(headers, 'content-length')
    this.#declared = length === undefined ? null : Number(length)
    this.#isEventStream = fieldOf(headers, 'content-type')?.startsWith('text/event-stream') === true
    if (this.#isEventStream) this.#settle()
    // Nearly all are whole before anything else happens, and need no timer.
    else queueMicrotask(() => this.#limitPatience())
  }

  data(chunk: Buffer): void {
    this.#bytes += chunk.length
    this.#unsent.push(chunk)
    if (this.#keptBytes < mostKeptBytes) {
      const part = chunk.subarray(0, mostKeptBytes - this.#keptBytes)
      this.#kept.push(part)
      this.#keptBytes += part.length
    }
    if (this.#bytes > mostKeptBytes) this.#settle()
    this.#onChange?.()
  }

  end(trailers: Headers): void {
    this.#state = 'whole'
    this.#trailers = trailers
    this.#settle()
    this.#onChange?.()
  }

  fail(error: Error): void {
    if (this.#state === 'open') this.#state = 'broken'
    clearTimeout(this.#timer)
    if (!this.#isSettled) {
      this.#isSettled = true
      this.#reject(error)
    }
    this.#onChange?.()
  }

  get isWhole(): boolean {
    return this.#state === 'whole'
  }

  soFar(): BodySoFar {
    return { kept: joined(this.#kept), bytes: this.#bytes, isWhole: this.isWhole, declared: this.#declared }
  }

  drop(): void {
    this.#source?.abort()
  }

  async pour(response: ServerResponse): Promise<void> {
    if (this.#state === 'whole' && this.#trailers.length === 0) return void response.end(joined(this.#unsent))
    const { promise: done, resolve: finish } = withResolvers()
    response.on('drain', () => this.#source?.resume())
    // A client that has closed its side may still read, but nobody leaves a stream of events that way.
    if (this.#isEventStream) response.socket?.once('end', () => response.destroy())
    response.on('close', () => {
      if (this.#state === 'open') this.#source?.abort()
      finish()
    })
    if (response.closed || response.destroyed) {
      if (this.#state === 'open') this.#source?.abort()
      return
    }
    // Whoever waits for the first event of a stream is to see that it has begun.
    response.flushHeaders()
    this.#onChange = () => this.#move(response, finish)
    this.#source?.resume()
    this.#move(response, finish)
    await done
    this.#onChange = undefined
  }

  #move(response: ServerResponse, finish: () => void): void {
    const unsent = this.#unsent
    this.#unsent = []
    for (const chunk of unsent) {
      if (response.closed || response.destroyed) break
      if (!response.write(chunk)) this.#source?.pause()
    }
    if (this.#state === 'open') return
    if (this.#state === 'broken') response.destroy()
    else {
      if (this.#trailers.length > 0)
        response.addTrailers(this.#trailers.map(([name, value]): [string, string] => [name, value]))
      response.end()
    }
    finish()
  }

  #limitPatience(): void {
    if (this.#isSettled || this.#state !== 'open') return
    this.#timer = setTimeout(() => this.#settle(), this.#patienceMs)
  }

  #settle(): void {
    // What comes before the headers is told once they are there.
    if (this.#isSettled || this.#source === undefined) return
    this.#isSettled = true
    clearTimeout(this.#timer)
    if (this.#state === 'open') this.#source.pause()
    this.#resolve(this)
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

function fieldOf(headers: Headers, wanted: string): string | undefined {
  for (const [name, value] of headers) if (name.length === wanted.length && name.toLowerCase() === wanted) return value
  return undefined
}

function withResolvers() {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
