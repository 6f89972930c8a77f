import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TurnedAway } from '../inbox/inbox-server.ts'

/** Answers what is no valid request, and tells that it came and was not kept. */
export function turnAway(server: Server, tell: (turnedAway: TurnedAway) => void): void {
  /** The newest answer of each connection. */
  const answers = new Map<Socket, ServerResponse>()
  server.on('connection', (socket: Socket) => socket.once('close', () => answers.delete(socket)))
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    answers.set(request.socket, response)
  })
  server.on('clientError', (error: Error & { code?: string; rawPacket?: Buffer }, stream) => {
    const socket = stream as Socket
    const { code = '' } = error
    // A client that goes away between two requests has sent nothing.
    if (code === 'ECONNRESET' || code === 'EPIPE' || !socket.writable) return void socket.destroy()
    const newest = answers.get(socket)
    const current = newest?.closed === false ? newest : undefined
    const refusal = judge(error)
    if (current !== undefined && !current.req.complete) {
      // The handler sees the end of the connection, and tells it.
      if (!current.headersSent && code !== 'HPE_INVALID_EOF_STATE') socket.write(head(refusal.status))
      return void socket.destroySoon()
    }
    tell({ ...refusal, status: current === undefined ? refusal.status : null, peer: socket.remoteAddress ?? '' })
    if (current === undefined) socket.end(head(refusal.status))
    else {
      // What came before is good and gets its answer; nothing is read after that.
      current.shouldKeepAlive = false
      current.on('close', () => socket.destroySoon())
    }
  })
  server.on('connect', (request, stream) => {
    tell({ status: 405, why: 'CONNECT asks for a proxy, which this is not', peer: request.socket.remoteAddress ?? '' })
    stream.end(head(405))
  })
}

const names = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  413: 'Payload Too Large',
  431: 'Request Header Fields Too Large',
} as const

function head(status: keyof typeof names): string {
  return `HTTP/1.1 ${status} ${names[status]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`
}

function judge({ code = '', message, rawPacket }: Error & { code?: string; rawPacket?: Buffer }) {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, why: 'its headers are longer than 16 KiB' } as const
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return { status: 413, why: 'its chunk extensions are too long' } as const
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, why: 'it was not whole in time' } as const
  if (code === 'HPE_INVALID_EOF_STATE') return { status: 400, why: 'the sender broke off' } as const
  if (rawPacket?.[0] === 0x16 && rawPacket[1] === 3)
    return { status: 400, why: 'it speaks TLS (https), and this port does not' } as const
  return { status: 400, why: `it is no valid HTTP: ${message.replace(/^Parse Error: /, '')}` } as const
}
