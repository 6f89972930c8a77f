import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { RecordedBody } from '../inbox/event.ts'

/** Far more than any callback has. What is longer passes through, and only its beginning is kept. */
export const mostKept = 1_048_576

/** A body read up to the limit. `rest` is the stream to go on with; null if all of it was read. */
export interface ReadBody {
  readonly head: Buffer
  readonly rest: Readable | null
}

/** Rejects if the sender breaks off before the end. */
export function readBody(stream: Readable): Promise<ReadBody> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (work: () => void) => {
      stream.off('data', take).off('end', end).off('error', fail).off('close', breakOff)
      work()
    }
    const take = (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= mostKept) return
      stream.pause()
      settle(() => resolve({ head: Buffer.concat(chunks), rest: stream }))
    }
    const end = () => settle(() => resolve({ head: Buffer.concat(chunks), rest: null }))
    const fail = (error: Error) => settle(() => reject(error))
    const breakOff = () => settle(() => reject(new Error('the sender broke off')))
    stream.on('data', take).on('end', end).on('error', fail).on('close', breakOff)
  })
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** As it is kept. `declared` is the length that the sender gave, for bodies that were not read to their end. */
export function recordBody({ head, rest }: ReadBody, declared: number | null): RecordedBody {
  const kept = rest === null ? head : head.subarray(0, mostKept)
  const bytes = rest === null ? head.length : (declared ?? head.length)
  try {
    return { encoding: 'utf8', content: decoder.decode(kept), bytes, exact: rest === null }
  } catch {
    return { encoding: 'base64', content: kept.toString('base64'), bytes, exact: rest === null }
  }
}

export function declaredLength(message: IncomingMessage): number | null {
  const length = message.headers['content-length']
  return length === undefined ? null : Number(length)
}
