import type { RecordedRequest } from '../inbox/event.ts'

/** Written anew by whoever sends, or added by the tunnel on the way. */
const ofTheWay = /^(?:host|connection|content-length|transfer-encoding|keep-alive|expect|upgrade|te|trailer)$/i

/** The headers of a recorded request that belong to its message. */
export function headersToSend(headers: RecordedRequest['headers']): RecordedRequest['headers'] {
  return headers.filter(([name]) => !ofTheWay.test(name))
}
