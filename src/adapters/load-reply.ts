import { type BodyReader, createBodyReader } from './http-node-body.ts'
import { createHeadReader, type HeadReader } from './http-node-head.ts'

/** A reply as far as load is interested in it. */
export interface LoadReply {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** Whether the connection can take another request. */
  readonly isKept: boolean
}

export type ReplyProgress =
  | { readonly kind: 'more' }
  | { readonly kind: 'fault' }
  | { readonly kind: 'done'; readonly reply: LoadReply }

export interface ReplyReader {
  take(bytes: Buffer): ReplyProgress
  /** The reply that ends with its connection, if it may. */
  end(): LoadReply | undefined
}

const mostBytes = 65_536
const more: ReplyProgress = { kind: 'more' }
const fault: ReplyProgress = { kind: 'fault' }

/** Reads replies one after the other; what comes whole in one piece, as nearly all do, is read without its parts. */
export function createReplyReader(wanted: (status: number) => boolean): ReplyReader {
  let head: HeadReader | undefined
  let body: BodyReader | undefined
  let status = 0
  let headers: LoadReply['headers'] = []
  let isKept = true

  const reply = (): LoadReply => ({ status, headers, body: body?.content().toString('utf8') ?? '', isKept })
  const done = (kept: boolean): ReplyProgress => {
    isKept &&= kept
    const finished = reply()
    head = undefined
    body = undefined
    return { kind: 'done', reply: finished }
  }
  const takeBody = (reader: BodyReader, bytes: Buffer): ReplyProgress => {
    const progress = reader.take(bytes)
    if (progress.kind === 'more') return more
    if (progress.kind === 'bad-chunk') return fault
    // Whoever sends more than anybody reads, or more than he said, is asked on a new connection.
    return done(progress.kind === 'done' && progress.rest.length === 0)
  }
  const takeSlowly = (bytes: Buffer): ReplyProgress => {
    if (body !== undefined) return takeBody(body, bytes)
    head ??= createHeadReader('POST')
    const progress = head.take(bytes)
    if (progress.kind === 'more') return more
    if (progress.kind === 'fault') return fault
    status = progress.head.status
    headers = progress.head.headers
    const connection = headers.find(([name]) => name.toLowerCase() === 'connection')?.[1].toLowerCase() ?? ''
    isKept = progress.head.httpVersion === '1.1' ? !connection.includes('close') : connection.includes('keep-alive')
    if (progress.framing.kind === 'until-close') isKept = false
    body = createBodyReader(progress.framing, mostBytes)
    return takeBody(body, progress.rest)
  }
  return {
    take(bytes) {
      const whole = head === undefined && body === undefined ? readWhole(bytes) : 0
      // A kind of answer that was seen before needs no more than its status.
      if (whole > 0 && !wanted(whole))
        return { kind: 'done', reply: { status: whole, headers: [], body: '', isKept: true } }
      return takeSlowly(bytes)
    },
    end: () => (body?.mayEnd() === true ? { ...reply(), isKept: false } : undefined),
  }
}

const length = /\r\ncontent-length: ?(\d{1,7})\r\n/i
const unusual = /\r\n(?:connection:(?! ?keep-alive\r)|(?:transfer|content)-encoding:(?! ?chunked\r))/i
const chunked = /\r\ntransfer-encoding: ?chunked\r\n/i

/** The status of a reply that is all there and nothing else, on a connection that stays; 0 for every other one. */
function readWhole(bytes: Buffer): number {
  if (bytes.length > 4_096) return 0
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  if (end === -1 || !text.startsWith('HTTP/1.1 ')) return 0
  const status = Number(text.slice(9, 12))
  if (!(status >= 200) || status === 204 || status === 304) return 0
  const head = text.slice(0, end + 2)
  if (unusual.test(head)) return 0
  const rest = text.length - end - 4
  const announced = length.exec(head)
  if (chunked.test(head)) return announced === null && isWholeChunk(text, end + 4) ? status : 0
  return announced !== null && Number(announced[1]) === rest ? status : 0
}

/** One chunk and the last one, which is how small bodies come. */
function isWholeChunk(text: string, from: number): boolean {
  const lineEnd = text.indexOf('\r\n', from)
  const size = Number.parseInt(text.slice(from, lineEnd), 16)
  return lineEnd > from && text.length === lineEnd + 2 + size + 7 && text.endsWith('\r\n0\r\n\r\n')
}
