import type { InboxEvent, RecordedAnswer, RecordedRequest } from './event.ts'

/*
 * The format of the files: one JSON object a line, UTF-8. An event is a `request` line and, once the answer is known, an
 * `answer` line with the same number. Lines are only ever appended. What a crash left of the last line, and what a later
 * version may add, is passed over.
 */

export interface RequestLine {
  readonly v: 1
  readonly type: 'request'
  readonly number: number
  readonly id: string
  readonly receivedAt: string
  readonly request: RecordedRequest
}

export interface AnswerLine {
  readonly v: 1
  readonly type: 'answer'
  readonly number: number
  readonly answer: RecordedAnswer
}

export function writeLine(line: RequestLine | AnswerLine): string {
  return `${JSON.stringify(line)}\n`
}

/** Puts lines together to events, over as many files as there are. */
export interface EventCollector {
  add(text: string): void
  /** In the order of their numbers. */
  events(): readonly InboxEvent[]
  /** Lines that are no lines of this format: torn, or of a later version. */
  readonly strange: number
}

export function collectEvents(): EventCollector {
  const requests = new Map<number, RequestLine>()
  const answers = new Map<number, RecordedAnswer>()
  let strange = 0
  return {
    add(text) {
      for (const line of text.split('\n')) {
        if (line === '') continue
        const read = readLine(line)
        if (read === undefined) strange++
        else if (read.type === 'request') requests.set(read.number, read)
        else answers.set(read.number, read.answer)
      }
    },
    events: () =>
      [...requests.values()]
        .toSorted((one, other) => one.number - other.number)
        .map(({ number, id, receivedAt, request }) => ({
          id,
          number,
          receivedAt,
          request,
          answer: answers.get(number) ?? null,
        })),
    get strange() {
      return strange
    },
  }
}

function readLine(line: string): RequestLine | AnswerLine | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isObject(value) || value.v !== 1 || !Number.isSafeInteger(value.number)) return undefined
  if (value.type === 'request' && typeof value.id === 'string' && isObject(value.request))
    return value as unknown as RequestLine
  if (value.type === 'answer' && isObject(value.answer)) return value as unknown as AnswerLine
  return undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
