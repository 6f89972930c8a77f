import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ReplyFacts } from '../../../src/checks/replies/reply-facts.ts'
import { readReply } from '../../../src/checks/replies/reply-facts.ts'
import type { HttpReply } from '../../../src/core/http-port.ts'

const folder = 'test/fixtures/replies/apps'

/** What a real app answered to a callback, written by `test/recordings/apps/record.ts`. */
export interface RecordedReply {
  readonly framework: string
  readonly version: string
  readonly case: string
  readonly mode: string
  readonly status: number
  readonly statusText: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export function recordedNames(): readonly string[] {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ''))
}

export function readRecorded(name: string): RecordedReply {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as RecordedReply
}

export function exchangeOf({ status, statusText, headers, body }: RecordedReply): HttpReply {
  return {
    kind: 'reply',
    status,
    statusText,
    headers,
    body,
    bodyBytes: body.length,
    bodyEnd: 'complete',
    timings: { connectMs: 1, tlsMs: null, firstByteMs: 20, totalMs: 25 },
  }
}

export function factsOf(name: string): ReplyFacts {
  return readReply(exchangeOf(readRecorded(name)))
}
