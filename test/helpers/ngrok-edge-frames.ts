/**
 * Frames of the multiplexer that the ngrok SDK speaks inside TLS. A frame is a header of 8 bytes and a body:
 * length (24 bits), type (4 bits), flags (4 bits), then a reserved bit and the stream id (31 bits), all big-endian.
 */
export const FrameType = { reset: 0, data: 1, window: 2, goAway: 3 } as const
export const Flag = { none: 0, end: 1, open: 2 } as const

const HEADER_BYTES = 8

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly streamId: number
  readonly body: Buffer
}

export function encodeFrame(type: number, flags: number, streamId: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(((body.length << 8) | (type << 4) | flags) >>> 0, 0)
  header.writeUInt32BE(streamId, 4)
  return Buffer.concat([header, body])
}

/** Gives the receiver's consent to that many bytes more on a stream. */
export function encodeWindow(streamId: number, bytes: number): Buffer {
  const body = Buffer.alloc(4)
  body.writeUInt32BE(bytes)
  return encodeFrame(FrameType.window, Flag.none, streamId, body)
}

/** Cuts a byte stream into frames; takes whatever the socket gives and calls back for each frame that is complete. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let pending: Buffer = Buffer.alloc(0)
  return (chunk) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= HEADER_BYTES) {
      const head = pending.readUInt32BE(0)
      const end = HEADER_BYTES + (head >>> 8)
      if (pending.length < end) return
      const body = pending.subarray(HEADER_BYTES, end)
      const streamId = pending.readUInt32BE(4) & 0x7fffffff
      pending = pending.subarray(end)
      onFrame({ type: (head >> 4) & 0xf, flags: head & 0xf, streamId, body })
    }
  }
}
