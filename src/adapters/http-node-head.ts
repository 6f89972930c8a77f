import type { HttpReply, ReplyFault, ReplyOddity } from '../core/http-port.ts'
import type { Framing } from './http-node-body.ts'

/** Status line and headers of a reply. */
export interface Head {
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  readonly headers: HttpReply['headers']
}

export interface HeadReader {
  /** Takes what came and hands back what is behind the head. */
  take(bytes: Buffer): HeadProgress
  /** How much there is of the head. */
  stage(): 'nothing' | 'status-line' | 'headers'
  /** The first bytes of all, at most `keptBytes`. */
  first(): Buffer
}

export type HeadProgress =
  | { readonly kind: 'more' }
  | { readonly kind: 'fault'; readonly fault: ReplyFault; readonly detail: string }
  | {
      readonly kind: 'head'
      readonly head: Head
      readonly framing: Framing
      readonly oddities: ReadonlySet<ReplyOddity>
      readonly rest: Buffer
    }

/** Four times what common servers send at most; nginx reads 4 to 8 KiB of an upstream's reply, Node 16. */
const mostHeadBytes = 32 * 1024
/** A server says 100 once; 102 it may repeat. */
const mostInformational = 16
const keptBytes = 512

const start = Buffer.from('HTTP/')
const statusLine = /^HTTP\/(1\.\d) (\d{3})(?: (.*))?$/s
/** Names as RFC 9110 has them; blanks before the colon are refused by most clients, and so here. */
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/s

/** Reads the head of a reply line by line, 1xx replies before it included, and never keeps more than its limit. */
export function createHeadReader(method: string): HeadReader {
  let pending: Buffer = Buffer.alloc(0)
  let scanned = 0
  let seenBytes = 0
  let informational = 0
  let first: Buffer = Buffer.alloc(0)
  let status: Omit<Head, 'headers'> | undefined
  let headers: [string, string][] = []
  const oddities = new Set<ReplyOddity>()
  const fail = (fault: ReplyFault, detail: string): HeadProgress => ({ kind: 'fault', fault, detail })

  function takeLine(): string | undefined {
    const end = pending.indexOf(0x0a, scanned)
    if (end === -1) {
      scanned = pending.length
      return undefined
    }
    const hasReturn = end > 0 && pending[end - 1] === 0x0d
    if (!hasReturn) oddities.add('bare-line-feeds')
    const line = pending.toString('latin1', 0, hasReturn ? end - 1 : end)
    seenBytes += end + 1
    pending = pending.subarray(end + 1)
    scanned = 0
    return line
  }

  function readStatus(line: string): HeadProgress | undefined {
    // As for requests: an empty line before the first is no harm.
    if (line === '') return undefined
    const [, version = '', code = '', text = ''] = statusLine.exec(line) ?? []
    if (code === '' || Number(code) < 100) return fail('status-line', 'the status line is malformed')
    status = { status: Number(code), statusText: text.trim(), httpVersion: version }
    return undefined
  }

  function readHeader(line: string): HeadProgress | undefined {
    if (/[\u0000\r]/.test(line)) return fail('header-line', 'a header has a character that ends it')
    const last = headers.at(-1)
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${line.trim()}`
      return undefined
    }
    const [, name, value = ''] = headerLine.exec(line) ?? []
    if (name === undefined) return fail('header-line', 'a header line is malformed')
    if (/[\u0001-\u0008\u000b-\u001f\u007f]/.test(value)) oddities.add('control-characters')
    headers.push([name.toLowerCase(), value])
    return undefined
  }

  /** At the empty line: a reply, or one of the 1xx that come before it. */
  function finish(read: Omit<Head, 'headers'>): HeadProgress | undefined {
    if (read.status < 200 && read.status !== 101) {
      informational++
      oddities.add('informational')
      status = undefined
      headers = []
      return informational > mostInformational ? fail('informational-flood', '1xx replies do not end') : undefined
    }
    const framing = readFraming(method, read.status, headers, oddities)
    if (framing === undefined) return fail('content-length', 'the Content-Length is no number, or two of them')
    if (headers.some(([name, value]) => name === 'content-encoding' && !/^(?:identity)?$/i.test(value)))
      oddities.add('compressed')
    return { kind: 'head', head: { ...read, headers }, framing, oddities, rest: pending }
  }

  return {
    take(bytes) {
      if (first.length < keptBytes) first = Buffer.concat([first, bytes.subarray(0, keptBytes - first.length)])
      pending = pending.length === 0 ? bytes : Buffer.concat([pending, bytes])
      if (!beginsAsReply(first)) return fail('not-http', 'what came back is no HTTP reply')
      for (let line = takeLine(); line !== undefined; line = takeLine()) {
        if (seenBytes > mostHeadBytes) break
        const ended = status === undefined ? readStatus(line) : line === '' ? finish(status) : readHeader(line)
        if (ended !== undefined) return ended
      }
      if (seenBytes + pending.length <= mostHeadBytes) return { kind: 'more' }
      return fail('headers-too-large', `more than ${mostHeadBytes} bytes of headers`)
    },
    stage: () => (first.length === 0 ? 'nothing' : status === undefined ? 'status-line' : 'headers'),
    first: () => first,
  }
}

/** Whether these bytes may still become a reply: as far as they go they are `HTTP/`, empty lines aside. */
function beginsAsReply(bytes: Buffer): boolean {
  let at = 0
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++
  const shown = bytes.subarray(at, at + start.length)
  return shown.equals(start.subarray(0, shown.length))
}

/** Undefined for a Content-Length that says nothing. */
function readFraming(
  method: string,
  status: number,
  headers: Head['headers'],
  oddities: Set<ReplyOddity>,
): Framing | undefined {
  const values = (wanted: string) => headers.flatMap(([name, value]) => (name === wanted ? value.split(',') : []))
  const codings = values('transfer-encoding').map((coding) => coding.trim().toLowerCase())
  const lengths = new Set(values('content-length').map((length) => length.trim()))
  if (codings.length > 0 && lengths.size > 0) oddities.add('both-lengths')
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' }
  if (codings.at(-1) === 'chunked') return { kind: 'chunked' }
  if (codings.length > 0 || lengths.size === 0) return { kind: 'until-close' }
  const [length = '', ...others] = lengths
  if (others.length > 0 || !/^\d{1,15}$/.test(length)) return undefined
  return { kind: 'length', bytes: Number(length) }
}
