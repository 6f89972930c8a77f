import type { RecordedAnswer, RecordedRequest } from '../inbox/event.ts'
import { isCut } from '../inbox/kept-body.ts'
import { errnoOf } from './env-file-writer-node-disk.ts'

type NoAnswer = Extract<RecordedAnswer, { kind: 'no-answer' }>

/** Why there is no answer of the app, and what the parser or the TLS library said about what came instead. */
export type Unanswered = Pick<NoAnswer, 'reason' | 'detail'>

const statuses: Readonly<Record<NoAnswer['reason'], NoAnswer['status']>> = {
  'app-down': 503,
  'app-silent': 504,
  'app-broke-off': 503,
  'app-invalid': 502,
  'no-app': 503,
  'sender-broke-off': 400,
}

const explanations: Readonly<Record<NoAnswer['reason'], string>> = {
  'app-down': 'the app does not run; the request is kept and can be replayed',
  'app-silent': 'the app did not answer in time; the request is kept and can be replayed',
  'app-broke-off': 'the app ended the connection in place of an answer; the request is kept and can be replayed',
  'app-invalid': 'what the app answered is no valid HTTP; the request is kept and can be replayed',
  'no-app': 'no app is named to hand this to; the request is kept and can be replayed',
  'sender-broke-off': 'the request ended before it was whole; its beginning is kept',
}

/** For whoever sent the request. What was too long to be kept whole is not promised a second time. */
export function explainUnanswered(reason: NoAnswer['reason'], { body }: Pick<RecordedRequest, 'body'>): string {
  const text = explanations[reason]
  return isCut(body)
    ? text.replace(/; the request is kept.*$/, '; the request is too long to be kept whole, so send it again')
    : text
}

export function noAnswer(unanswered: Unanswered, ms: number): NoAnswer {
  return { kind: 'no-answer', status: statuses[unanswered.reason], ...unanswered, ms }
}

const unreached = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'])

export function whyUnanswered(error: unknown): Unanswered {
  // The library's parser gives its errors a name, and not always a code.
  const code = error instanceof Error && 'code' in error ? String(error.code ?? '') : ''
  const message = error instanceof Error ? error.message : ''
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return { reason: 'app-silent' }
  if (unreached.has(errnoOf(error) ?? '') || code === 'UND_ERR_CONNECT_TIMEOUT') return { reason: 'app-down' }
  if (error instanceof Error && error.name === 'HTTPParserError' && code !== 'HPE_INVALID_EOF_STATE')
    return { reason: 'app-invalid', detail: explain(code, message) }
  if (isNoHttp(code, message)) return { reason: 'app-invalid', detail: explain(code, message) }
  return { reason: 'app-broke-off' }
}

/** The parser's codes, those of this server's own look at the reply, and those of TLS where it was not understood. */
function isNoHttp(code: string, message: string): boolean {
  // The connection ended within a reply: what came was good so far.
  if (code === 'HPE_INVALID_EOF_STATE') return false
  if (/^(?:HPE_|ERR_INVALID_CHAR|ERR_INVALID_HTTP_TOKEN|ERR_HTTP_INVALID|UND_ERR_HEADERS_OVERFLOW)/.test(code))
    return true
  if (/^(?:EPROTO|ERR_SSL_|ERR_TLS_)|CERT|SIGNATURE|ISSUER/.test(code)) return true
  return code === 'UND_ERR_SOCKET' && /^bad (?:response|upgrade)$/.test(message)
}

function explain(code: string, message: string): string {
  // OpenSSL gives thread numbers and file names around its words.
  if (/^(?:EPROTO|ERR_SSL_)/.test(code)) return `no TLS is spoken there (${code})`
  if (message === 'bad response' || message === 'bad upgrade') return 'it sent 100 or 101, which nobody had asked for'
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return 'its headers are longer than 16 KiB'
  const line = message.split('\n')[0] ?? ''
  // The parser says what is wrong in brackets, behind a sentence that says only that something is.
  const words = (/^Response does not match .*\((.+)\)$/.exec(line)?.[1] ?? line).slice(0, 80).replaceAll(';', ',')
  return words === '' ? code : words
}
