import { setMaxListeners } from 'node:events'
import type { Load, LoadFigures, LoadPort } from '../callbacks/load/load-port.ts'
import { writeRequest } from './http-node-request.ts'
import { type Connection, createConnection, type Sent } from './load-connection.ts'
import { createLatencyRecorder } from './load-histogram.ts'
import { createTally } from './load-tally.ts'

const progressMs = 250
/** How often the clock is looked at where requests go out by it. */
const tickMs = 1
/** How long an answer may take before we sleep until it comes. */
const awakeMs = 0.5

/**
 * Load over our own sockets, each kept as long as the server keeps it: nothing is sent twice, and nothing of an answer is
 * kept but the first of its status.
 */
export function createSocketLoad(): LoadPort {
  return { run }
}

async function run(load: Load): Promise<LoadFigures> {
  const { count, concurrency, rate, limitMs, signal, onProgress } = load
  const writeNext = createWriter(load)
  const recorder = createLatencyRecorder()
  const tally = createTally()
  const ending = new AbortController()
  // Every connection that is being opened listens to it; that is not a leak.
  setMaxListeners(0, ending.signal)
  const all: Connection[] = []
  const idle: Connection[] = []
  const startedMs = performance.now()
  let sent = 0
  let done = 0
  let isStopped = false

  await new Promise<void>((resolve) => {
    const take = (): Connection | undefined => {
      const free = idle.pop()
      if (free !== undefined || all.length >= concurrency) return free
      const opened = createConnection({ ...load, signal: ending.signal }, tally.isNew)
      all.push(opened)
      return opened
    }
    const send = (connection: Connection, dueMs: number): void => {
      sent += 1
      connection.send(writeNext(), (result: Sent) => {
        done += 1
        idle.push(connection)
        // Whoever waits for a free connection waits as well, so a slow server cannot hide behind its own slowness.
        if (result.kind === 'answered') recorder.record(performance.now() - dueMs)
        tally.add(result)
        if (done === count) stop()
        else fillSoon()
      })
    }
    // All answers of one turn of the event loop are followed by one burst. While answers come fast we look again without
    // sleeping: waking us up for each of them would cost the server more than the answer, and be measured as its own.
    let answeredMs = 0
    let isAwake = false
    const stayAwake = (): void => {
      fill()
      isAwake = !isStopped && performance.now() - answeredMs < awakeMs
      if (isAwake) setImmediate(stayAwake)
    }
    const fillSoon = (): void => {
      answeredMs = performance.now()
      if (isAwake) return
      isAwake = true
      setImmediate(stayAwake)
    }
    let isLate = false
    const fill = (): void => {
      const elapsedMs = performance.now() - startedMs
      const due = rate === null ? count : Math.min(count, Math.floor((elapsedMs / 1_000) * rate) + 1)
      while (!signal.aborted && sent < due) {
        const connection = take()
        if (connection === undefined) break
        // What our own clock is late by is no fault of the server; what had to wait for its answers is.
        send(connection, isLate && rate !== null ? startedMs + (sent / rate) * 1_000 : performance.now())
      }
      isLate = rate !== null && sent < due
    }
    const expire = (): void => {
      const nowMs = performance.now()
      for (const connection of all) connection.expire(nowMs)
    }
    const clock = rate === null ? undefined : setInterval(fill, tickMs)
    const sweep = setInterval(expire, Math.min(100, Math.max(5, limitMs / 20)))
    const watch = setInterval(() => onProgress?.(done, performance.now() - startedMs), progressMs)
    function stop(): void {
      isStopped = true
      for (const timer of [clock, sweep, watch]) clearInterval(timer)
      signal.removeEventListener('abort', stop)
      for (const connection of all) connection.close()
      ending.abort()
      resolve()
    }
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    else fill()
  })
  const durationMs = performance.now() - startedMs
  return { sent, durationMs, ...tally.figures(), latency: recorder.latency(), buckets: recorder.buckets() }
}

/** Head and body of the next request; the head is always the same but for the length. */
function createWriter({ url, headers, nextBody }: Load): () => string | Buffer {
  const named = new Set(headers.map(([name]) => name.toLowerCase()))
  const kept = named.has('connection') ? [] : [['Connection', 'keep-alive'] as const]
  const written = writeRequest(new URL(url), {
    method: 'POST',
    headers: [...headers, ...kept, ['Content-Length', '']],
  })
  // Only a header can be at fault, and every one was looked at when it was given.
  if (written.kind === 'unsendable') throw new RangeError(written.detail)
  const head = written.bytes.toString('latin1').replace(/\r\n\r\n$/, '')
  return () => {
    const body = nextBody()
    const bytes = Buffer.byteLength(body)
    // A body of ASCII, as nearly all are, goes out with its head in one piece and without being encoded.
    if (bytes === body.length) return `${head}${bytes}\r\n\r\n${body}`
    return Buffer.concat([Buffer.from(`${head}${bytes}\r\n\r\n`, 'latin1'), Buffer.from(body, 'utf8')])
  }
}
