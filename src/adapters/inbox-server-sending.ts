import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http'
import { type Headers, isChunked, passOn } from './inbox-server-headers.ts'
import type { AppReply } from './inbox-server-reply.ts'

/** Throws if the reply cannot be passed on as it is. It is let go then. */
export function requireValid(reply: AppReply): AppReply {
  try {
    if (reply.status < 100)
      throw Object.assign(new Error(`status ${reply.status}`), { code: 'ERR_HTTP_INVALID_STATUS_CODE' })
    validateHeaderValue('status text', reply.statusText)
    for (const [name, value] of reply.headers) {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    }
    return reply
  } catch (error) {
    reply.drop()
    throw error
  }
}

/** Sends the reply as the app gave it. */
export async function sendReply(request: IncomingMessage, response: ServerResponse, reply: AppReply): Promise<void> {
  response.sendDate = false
  const mayTrail = isChunked(reply.headers) && request.httpVersion === '1.1' && request.method !== 'HEAD'
  response.writeHead(reply.status, reply.statusText, passOn(reply.headers, mayTrail))
  await reply.pour(response)
}

/** Of the answers before the answer, only early hints are for the client; the others are between two hops. */
export function passInformation(request: IncomingMessage, response: ServerResponse) {
  return (status: number, headers: Headers): void => {
    if (status !== 103 || request.httpVersion !== '1.1' || response.destroyed) return
    // Node writes several into one field, but takes only single ones.
    const links = headers
      .filter(([name]) => name.toLowerCase() === 'link')
      .flatMap(([, value]) => value.split(/,\s*(?=<)/))
    if (links.length === 0) return
    try {
      response.writeEarlyHints({ link: links })
    } catch {
      // A hint that Node takes for malformed is only a hint.
    }
  }
}

export function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`mpesa-doctor: ${why}\n`)
}
