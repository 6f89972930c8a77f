import { Buffer } from 'node:buffer'

const alertRecord = 0x15
const handshakeRecord = 0x16
const certificateRequestMessage = 13

/** Whether the first bytes of a server are a TLS record. Fewer than two bytes prove nothing. */
export function looksLikeTls(bytes: Buffer): boolean {
  const [type = 0, version = 3] = bytes
  return type >= 0x14 && type <= 0x18 && version === 3
}

/** Whether the handshake messages of a server contain a request for a client certificate. */
export function asksForClientCertificate(messages: Buffer): boolean {
  for (let at = 0; at + 4 <= messages.length; at += 4 + messages.readUIntBE(at + 1, 3))
    if (messages[at] === certificateRequestMessage) return true
  return false
}

/** The messages that came in the clear: with TLS 1.2 all up to the end of the server's part, with TLS 1.3 the first. */
export function clearMessages(bytes: Buffer): Buffer {
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

/** Where an HTTP reply sends its reader, printable characters only, shortened; undefined if it is none or says nothing. */
export function readLocation(bytes: Buffer): string | undefined {
  const text = bytes.subarray(0, 8_192).toString('latin1')
  if (!text.startsWith('HTTP/')) return undefined
  const [head = ''] = text.split(/\r?\n\r?\n/, 1)
  const location = /^location:[ \t]*(.+?)[ \t]*$/im.exec(head)?.[1]
  return location?.replaceAll(/[^\x20-\x7e]/g, '.').slice(0, 200)
}
