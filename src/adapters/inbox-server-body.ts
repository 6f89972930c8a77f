import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { RecordedBody } from '../inbox/event.ts'
import { mostKeptBytes } from '../inbox/kept-body.ts'

/** A body read up to the limit. `rest` is the stream to go on with; null if all of it was read. */
export interface ReadBody {
  readonly head: Buffer
  readonly rest: Readable | null
}

/** The whole body was not there in time. */
export class SlowBody extends Error {}

/** Rejects if the sender breaks off before the end, or (with `SlowBody`) dribbles beyond the limit. */
export function readBody(stream: Readable, limitMs: number): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    let isSettled = false
    const settle = (work: () => void) => {
      isSettled = true
      clearTimeout(timer)
      stream.off('data', take).off('end', end).off('error', fail).off('close', breakOff)
      work()
    }
    const take = (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= mostKeptBytes) return
      stream.pause()
      settle(() => resolve({ head: Buffer.concat(chunks), rest: stream }))
    }
    const end = () => settle(() => resolve({ head: joined(chunks), rest: null }))
    const fail = (error: Error) => settle(() => reject(error))
    const breakOff = () => settle(() => reject(new Error('the sender broke off')))
    let timer: NodeJS.Timeout | undefined
    // What came in one piece is whole by then, and needs no timer.
    queueMicrotask(() => {
      if (isComplete(stream) || isSettled) return
      timer = setTimeout(() => fail(new SlowBody('the body did not come in time')), limitMs)
    })
    stream.on('data', take).on('end', end).on('error', fail).on('close', breakOff)
  })
}

function joined(chunks: readonly Buffer[]): Buffer {
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

/** The parser has seen the end of the message, though not all of it was read. */
function isComplete(stream: Readable): boolean {
  return 'complete' in stream && stream.complete === true
}

/** What is there of a body that may still go on, or may be longer than what is kept of it. */
export interface BodySoFar {
  readonly kept: Buffer
  /** Bytes that came, those that were not kept included. */
  readonly bytes: number
  readonly isWhole: boolean
  /** The length that the sender gave. */
  readonly declared: number | null
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** As it is kept. */
export function recordBody({ kept, bytes, isWhole, declared }: BodySoFar): RecordedBody {
  const facts = {
    bytes: isWhole ? bytes : Math.max(bytes, declared ?? 0),
    exact: isWhole && bytes === kept.length,
  }
  try {
    // A cut may go through a character; one decoder for each such text, for it remembers the half.
    const content = facts.exact
      ? decoder.decode(kept)
      : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(kept, { stream: true })
    return { encoding: 'utf8', content, ...facts }
  } catch {
    return { encoding: 'base64', content: kept.toString('base64'), ...facts }
  }
}

/** A request is kept before the rest of it goes through, whose length only the sender knows. */
export function recordRequestBody({ head, rest }: ReadBody, message: IncomingMessage): RecordedBody {
  const length = message.headers['content-length']
  return recordBody({
    kept: head.subarray(0, mostKeptBytes),
    bytes: head.length,
    isWhole: rest === null,
    declared: length === undefined ? null : Number(length),
  })
}
