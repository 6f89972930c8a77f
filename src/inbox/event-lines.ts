import type { InboxEvent, RecordedAnswer, RecordedRequest } from './event.ts'

/*
 * The format of the files: one JSON object a line, UTF-8. A file begins with a `start` line, which says how far the numbers
 * had come. An event is a `request` line and, once the answer is known, an `answer` line with the same number. Lines are
 * only ever appended. What a crash left of the last line, and what a later version may add, is passed over.
 */

export interface StartLine {
  readonly v: 1
  readonly type: 'start'
  /** The highest number in use before this file. */
  readonly number: number
}

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

export type Line = StartLine | RequestLine | AnswerLine

export function writeLine(line: Line): string {
  return `${JSON.stringify(line)}\n`
}

/** What a line is, as far as its beginning tells; undefined for what is no line of this format. */
export type LineHead = Pick<Line, 'type' | 'number'>

/** So much of a line tells what it is, if this program wrote it. */
export const headBytes = 64

const headPattern = /^\{"v":1,"type":"(start|request|answer)","number":(\d{1,15})[,}]/

/** Looks at no more than the beginning, so that lines that nobody asked for cost nothing; others are read whole. */
export function readHead(beginning: string, whole: () => string): LineHead | undefined {
  const match = headPattern.exec(beginning)
  if (match !== null) return { type: match[1] as Line['type'], number: Number(match[2]) }
  return beginning.startsWith('{') ? readLine(whole()) : undefined
}

/** Undefined for what is torn, or of a later version. */
export function readLine(text: string): Line | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value) || value.v !== 1 || !Number.isSafeInteger(value.number)) return undefined
  if (value.type === 'start') return value as unknown as StartLine
  if (value.type === 'request' && typeof value.id === 'string' && isObject(value.request))
    return value as unknown as RequestLine
  if (value.type === 'answer' && isObject(value.answer)) return value as unknown as AnswerLine
  return undefined
}

export function toEvent({ number, id, receivedAt, request }: RequestLine, answer: RecordedAnswer | null): InboxEvent {
  return { id, number, receivedAt, request, answer }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
