import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/** More than the plain part of any TLS 1.2 handshake, and than any banner. */
const kept = 64 * 1024

export interface Tap {
  /** What TLS is spoken over. */
  readonly stream: Duplex
  /** The first bytes that the server sent, as they came. */
  received(): Buffer
}

/** A view of a socket that remembers what the server said before TLS makes sense, or nonsense, of it. */
export function tapSocket(socket: Socket): Tap {
  const chunks: Buffer[] = []
  let size = 0
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => {
      if (socket.destroyed) done()
      else socket.write(chunk, () => done())
    },
    final: (done) => {
      if (!socket.destroyed) socket.end()
      done()
    },
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })
  stream.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    if (size < kept) {
      chunks.push(chunk.subarray(0, kept - size))
      size += chunk.length
    }
    if (!stream.push(chunk)) socket.pause()
  })
  socket.on('end', () => void stream.push(null))
  socket.on('error', (error) => stream.destroy(error))
  socket.on('close', () => void stream.destroy())
  return { stream, received: () => Buffer.concat(chunks) }
}
