import type { ClockPort } from '../core/ports.ts'
import type { InboxEvent } from './event.ts'
import { type AnswerLine, type LineHead, type RequestLine, readLine, toEvent } from './event-lines.ts'
import { patienceMs } from './patience.ts'

/** Puts the lines of a growing inbox together to events. */
export interface Pairing {
  add(head: LineHead, text: () => string): void
  /** What has its answer now, or has waited for it too long, in the order of the numbers; each event once. */
  settled(): readonly InboxEvent[]
}

interface Waiting {
  readonly line: RequestLine
  /** On the monotonic clock: that of the day may jump. */
  readonly seenMs: number
}

/** An answer is written behind its request; when it is read first, the request is found at the next look. */
const looksForRequest = 3

export function createPairing(afterNumber: number, clock: ClockPort): Pairing {
  const waiting = new Map<number, Waiting>()
  /** A disk that fills up can make an event be written twice. */
  const shown = new Set<number>()
  const lonely = new Map<number, { readonly line: AnswerLine; readonly look: number }>()
  let ready: InboxEvent[] = []
  let look = 0

  function settle(request: RequestLine, answer: AnswerLine | null): void {
    waiting.delete(request.number)
    lonely.delete(request.number)
    shown.add(request.number)
    ready.push(toEvent(request, answer?.answer ?? null))
  }

  function isOverdue({ line, seenMs }: Waiting): boolean {
    return clock.monotonicMs() - seenMs > patienceMs || clock.now().getTime() - Date.parse(line.receivedAt) > patienceMs
  }

  return {
    add({ type, number }, text) {
      if (type === 'start' || number <= afterNumber || shown.has(number)) return
      const line = readLine(text())
      if (line?.type === 'request') {
        const answer = lonely.get(number)
        if (answer === undefined) waiting.set(number, { line, seenMs: clock.monotonicMs() })
        else settle(line, answer.line)
      } else if (line?.type === 'answer') {
        const request = waiting.get(number)
        if (request === undefined) lonely.set(number, { line, look })
        else settle(request.line, line)
      }
    },
    settled() {
      look++
      for (const entry of waiting.values()) if (isOverdue(entry)) settle(entry.line, null)
      for (const [number, entry] of lonely) if (look - entry.look > looksForRequest) lonely.delete(number)
      const events = ready.sort((one, other) => one.number - other.number)
      ready = []
      return events
    },
  }
}
