/** How a reply says where its body ends (RFC 9112, section 6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

export interface BodyReader {
  /** Takes what came; `done` with the bytes that are left over, `cut` at the limit, `bad-chunk` for what is no chunk. */
  take(bytes: Buffer): BodyProgress
  /** Whether a connection that ends now ends the body as it should. */
  mayEnd(): boolean
  /** What was read so far. */
  content(): Buffer
}

export type BodyProgress =
  | { readonly kind: 'more' | 'cut' | 'bad-chunk' }
  | { readonly kind: 'done'; readonly rest: Buffer }

const more: BodyProgress = { kind: 'more' }
/** Chunk sizes and trailers of this length have no meaning left. */
const longestLine = 4 * 1024
const mostTrailerBytes = 16 * 1024

/** Reads a body up to a limit, however it is framed, and never keeps more than that. */
export function createBodyReader(framing: Framing, maxBytes: number): BodyReader {
  const kept: Buffer[] = []
  let size = 0
  const keep = (bytes: Buffer): boolean => {
    if (bytes.length > 0 && size < maxBytes) kept.push(bytes.subarray(0, maxBytes - size))
    size += bytes.length
    return size <= maxBytes
  }
  const content = () => Buffer.concat(kept)
  if (framing.kind === 'chunked') return { ...createChunkTaker(keep), mayEnd: () => false, content }
  const length = framing.kind === 'none' ? 0 : framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY
  return {
    take(bytes) {
      const wanted = length - size
      if (!keep(bytes.length > wanted ? bytes.subarray(0, wanted) : bytes)) return { kind: 'cut' }
      return size < length ? more : { kind: 'done', rest: bytes.subarray(Math.max(0, wanted)) }
    },
    mayEnd: () => framing.kind === 'until-close',
    content,
  }
}

function createChunkTaker(keep: (bytes: Buffer) => boolean): Pick<BodyReader, 'take'> {
  let expecting: 'size' | 'data' | 'data-end' | 'trailer' = 'size'
  let line = ''
  let left = 0
  let trailerBytes = 0

  /** The line that ends in these bytes, and where it ends; undefined if it does not. */
  const takeLine = (bytes: Buffer, from: number): number | undefined => {
    const end = bytes.indexOf(0x0a, from)
    line += bytes.toString('latin1', from, end === -1 ? Math.min(bytes.length, from + longestLine + 1) : end)
    return end === -1 ? undefined : end + 1
  }

  return {
    take(bytes) {
      let at = 0
      while (at < bytes.length) {
        if (expecting === 'data') {
          const piece = bytes.subarray(at, at + left)
          if (!keep(piece)) return { kind: 'cut' }
          at += piece.length
          left -= piece.length
          if (left === 0) expecting = 'data-end'
          continue
        }
        const next = takeLine(bytes, at)
        if (line.length > longestLine) return { kind: 'bad-chunk' }
        if (next === undefined) return more
        at = next
        const text = line.replace(/\r$/, '')
        line = ''
        if (expecting === 'data-end') {
          if (text !== '') return { kind: 'bad-chunk' }
          expecting = 'size'
        } else if (expecting === 'size') {
          const digits = /^([0-9a-f]{1,12})[ \t]*(?:;.*)?$/i.exec(text)?.[1]
          if (digits === undefined) return { kind: 'bad-chunk' }
          left = Number.parseInt(digits, 16)
          expecting = left === 0 ? 'trailer' : 'data'
        } else {
          if (text === '') return { kind: 'done', rest: bytes.subarray(at) }
          trailerBytes += text.length + 2
          if (trailerBytes > mostTrailerBytes) return { kind: 'bad-chunk' }
        }
      }
      return more
    },
  }
}
