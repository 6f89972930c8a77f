import { Buffer } from 'node:buffer'

const alertRecord = 0x15
const handshakeRecord = 0x16
const certificateRequestMessage = 13

/** Whether the first bytes of a server are a TLS record. Fewer than two bytes prove nothing. */
export function looksLikeTls(bytes: Buffer): boolean {
  const [type = 0, version = 3] = bytes
  return type >= 0x14 && type <= 0x18 && version === 3
}

/** Whether the first thing that a server said is an alert; not all of OpenSSL's names for them say so. */
export function isAlert(bytes: Buffer): boolean {
  return bytes[0] === alertRecord
}

/** Whether a TLS 1.2 (or older) server asked for a client certificate; TLS 1.3 asks where nobody can read it. */
export function asksForClientCertificate(bytes: Buffer): boolean {
  const messages = handshakeMessages(bytes)
  for (let at = 0; at + 4 <= messages.length; at += 4 + messages.readUIntBE(at + 1, 3))
    if (messages[at] === certificateRequestMessage) return true
  return false
}

function handshakeMessages(bytes: Buffer): Buffer {
  const fragments: Buffer[] = []
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    if (bytes[at] === alertRecord) continue
    if (bytes[at] !== handshakeRecord) break
    fragments.push(bytes.subarray(at + 5, at + 5 + bytes.readUInt16BE(at + 3)))
  }
  return Buffer.concat(fragments)
}

/** The first line that a server said, printable characters only, shortened. */
export function readBanner(bytes: Buffer): string {
  const text = bytes.subarray(0, 400).toString('latin1')
  const line = text.split(/\r?\n/, 1)[0] ?? ''
  return line.replaceAll(/[^\x20-\x7e]/g, '.').slice(0, 120)
}
