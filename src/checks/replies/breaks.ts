import { formatDuration } from '../../core/duration.ts'
import type { HttpFailure, ReplyFault, SpokenProtocol } from '../../core/http-port.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { Side } from './side.ts'

const faults: Readonly<Record<ReplyFault, string>> = {
  'not-http': 'What came back is no HTTP reply',
  'status-line': 'The status line of the answer is malformed',
  'header-line': 'A header of the answer is malformed',
  'headers-too-large': 'The headers of the answer are longer than anybody reads',
  'content-length': 'The `Content-Length` of the answer is no number, or there are two that differ',
  'informational-flood': 'Interim answers (1xx) come without end',
}

const spoken: Readonly<Record<SpokenProtocol, string>> = {
  http: 'HTTP',
  http2: 'HTTP/2, which was not asked for,',
  tls: 'TLS',
  ssh: 'SSH',
  smtp: 'SMTP (mail)',
  ftp: 'FTP',
  pop3: 'POP3 (mail)',
  imap: 'IMAP (mail)',
  mysql: 'MySQL',
  redis: 'Redis',
  vnc: 'VNC',
  html: 'bare HTML without an HTTP head',
}

/** Whether a number is no status that HTTP has. */
export function isNoStatus(status: number): boolean {
  return status < 100 || status > 599
}

/** How an exchange without a reply broke off, in one clause. */
export function describeFailure(failure: HttpFailure): string {
  const { code, fault, spoken: protocol, banner, detail } = failure
  if (protocol !== undefined) return `${capital(spoken[protocol])} answers in place of HTTP${quote(banner)}`
  if (fault === 'headers-too-large') {
    const bytes = Number(/more than (\d+) bytes/.exec(detail)?.[1])
    return bytes > 0 ? `The headers of the answer are longer than ${bytes / 1024} KiB` : faults[fault]
  }
  if (fault !== undefined) return `${faults[fault]}${fault === 'not-http' ? quote(banner) : ''}`
  if (code === 'reset') return `The connection was reset ${when(failure)}`
  if (code === 'closed') return `The connection was closed ${when(failure)}`
  if (code === 'headers-too-large') return faults['headers-too-large']
  if (code === 'invalid-reply') return faults['not-http']
  return 'The exchange failed'
}

function when({ stage }: HttpFailure): string {
  if (stage === 'status-line') return 'in the first line of the answer'
  return stage === 'headers' ? 'in the middle of the headers of the answer' : 'in place of an answer'
}

/** What came within the limit, in one clause. */
export function describeSilence({ post, reply }: Side): string {
  const within = `within ${formatDuration(post.budgetMs)}`
  if (reply !== undefined) return `${reply.status} came, and not the end of the body ${within}`
  const { exchange } = post
  const stage = exchange.kind === 'failure' ? exchange.stage : undefined
  if (stage === 'status-line') return `The first bytes of an answer came, and not its first line ${within}`
  if (stage === 'headers') return `An answer began, and its headers did not end ${within}`
  return `No answer ${within}`
}

/** The reason where the code's own would be wrong: bytes came, or a reply whose status does not exist. */
export function explainBreak({ code, side }: { readonly code: ReplyCode; readonly side: Side }): string | undefined {
  const { reply, post, state } = side
  if (reply !== undefined && isNoStatus(reply.status) && state === 'refused')
    return `${reply.status} is no status that HTTP has; clients take it for a failure, or refuse the whole answer.`
  if (state !== 'silent') return undefined
  if (code !== 'edge/timeout' && code !== 'app/slow-ack') return undefined
  if (reply !== undefined)
    return `The answer began and its end was not told: ${howItEnds(reply, post.exchange)} To a client it is not complete.`
  const stage = post.exchange.kind === 'failure' ? post.exchange.stage : undefined
  if (stage === undefined || stage === 'nothing') return undefined
  return 'Bytes of an answer came, so slowly that it was not complete when the time was over.'
}

function howItEnds({ headers, body }: ReplyFacts, exchange: Side['post']['exchange']): string {
  const announced = exchange.kind === 'reply' ? exchange.announcedBytes : undefined
  if (announced !== undefined)
    return `\`Content-Length\` promises ${announced} bytes, of which ${exchange.kind === 'reply' ? exchange.bodyBytes : body.length} came.`
  if (/chunked/i.test(headers.get('transfer-encoding') ?? '')) return 'its last chunk is missing.'
  return 'it has no `Content-Length`, and the connection stays open.'
}

function quote(banner: string | undefined): string {
  return banner === undefined || banner === '' ? '' : `: "${banner.slice(0, 80)}"`
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
