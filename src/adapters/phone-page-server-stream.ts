import type { ServerResponse } from 'node:http'
import type { PhonePageSource } from '../sandbox/phone-page/phone-page-server.ts'

/** Nobody sees more often; a load test changes the state ten thousand times a second. */
const pauseMs = 100
const heartbeatMs = 15_000

/**
 * Says that the state is another one, until the reader goes. It asks for the state itself: so nothing is queued for a reader
 * that is slow, and nothing is missed by one that comes back.
 */
export function streamChanges(response: ServerResponse, source: PhonePageSource): Promise<void> {
  return new Promise((resolve) => {
    let isChanged = true
    let timer: NodeJS.Timeout | undefined
    const say = (): void => {
      timer = undefined
      if (!isChanged || response.writableNeedDrain) return
      isChanged = false
      response.write('event: changed\ndata: \n\n')
    }
    const unwatch = source.watch(() => {
      isChanged = true
      timer ??= setTimeout(say, pauseMs)
    })
    const heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(': still here\n\n')
    }, heartbeatMs)
    response.on('drain', say)
    response.on('close', () => {
      unwatch()
      clearInterval(heartbeat)
      clearTimeout(timer)
      resolve()
    })
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Accel-Buffering': 'no' })
    say()
  })
}
