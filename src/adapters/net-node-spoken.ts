import type { Buffer } from 'node:buffer'
import type { SpokenProtocol } from '../core/http-port.ts'
import { looksLikeTls } from './net-node-records.ts'

/** First lines that name their protocol (RFC 4253, 5321, 959, 1939, 3501, 6143; redis answers HTTP with an error of its own). */
const greetings: readonly (readonly [SpokenProtocol, RegExp])[] = [
  ['http', /^HTTP\/\d/],
  ['http2', /^PRI \* HTTP\/2/],
  ['ssh', /^SSH-\d/],
  ['ftp', /^220[ -].*ftp/i],
  ['smtp', /^(?:220[ -]|554[ -]).*(?:e?smtp|\bmail|mx\b)/i],
  ['pop3', /^\+OK\b/],
  ['imap', /^\* (?:OK|BYE|PREAUTH)\b/],
  ['redis', /^-(?:ERR|NOAUTH|DENIED|MISCONF)\b/],
  ['vnc', /^RFB \d{3}\.\d{3}/],
  ['html', /^\s*<(?:!doctype|html|head|body|\?xml)/i],
]

/** Which protocol a server speaks, by the first bytes that it sent; undefined if they say nothing. */
export function nameProtocol(bytes: Buffer): SpokenProtocol | undefined {
  if (isHttp2Settings(bytes)) return 'http2'
  if (bytes.length >= 3 && looksLikeTls(bytes)) return 'tls'
  if (isMysqlGreeting(bytes)) return 'mysql'
  const text = bytes.subarray(0, 400).toString('latin1')
  return greetings.find(([, pattern]) => pattern.test(text))?.[0]
}

/** A server's preface is a SETTINGS frame on stream 0 (RFC 9113, section 3.4). */
function isHttp2Settings(bytes: Buffer): boolean {
  if (bytes.length < 9) return false
  const length = bytes.readUIntBE(0, 3)
  return length % 6 === 0 && length < 600 && bytes[3] === 4 && (bytes[4] ?? 0) <= 1 && bytes.readUInt32BE(5) === 0
}

/** Packet 0 of protocol version 10: three bytes of length, the number, the version, then the server's version as text. */
function isMysqlGreeting(bytes: Buffer): boolean {
  if (bytes.length < 8) return false
  return (
    bytes.readUIntLE(0, 3) < 1_024 &&
    bytes[3] === 0 &&
    bytes[4] === 10 &&
    /^\d/.test(String.fromCharCode(bytes[5] ?? 0))
  )
}
