import { createDecipheriv, createHmac } from 'node:crypto'

interface Suite {
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305'
  readonly hash: 'sha256' | 'sha384'
  readonly keyBytes: number
}

const suites: Readonly<Record<string, Suite>> = {
  TLS_AES_128_GCM_SHA256: { cipher: 'aes-128-gcm', hash: 'sha256', keyBytes: 16 },
  TLS_AES_256_GCM_SHA384: { cipher: 'aes-256-gcm', hash: 'sha384', keyBytes: 32 },
  TLS_CHACHA20_POLY1305_SHA256: { cipher: 'chacha20-poly1305', hash: 'sha256', keyBytes: 32 },
}

const encryptedRecord = 0x17
const handshakeRecord = 0x16
const ivBytes = 12
const tagBytes = 16

/**
 * The handshake messages that a TLS 1.3 server sent encrypted, with the secret of this very connection (RFC 8446,
 * sections 5.2 and 7.3). Node tells nothing about them, and only they say whether a client certificate was asked for.
 * Undefined if they cannot be read.
 */
export function decryptServerFlight(received: Buffer, keyLines: readonly Buffer[], cipher: string): Buffer | undefined {
  const suite = suites[cipher]
  const secret = findSecret(keyLines)
  if (suite === undefined || secret === undefined) return undefined
  const key = expand(secret, 'key', suite.keyBytes, suite.hash)
  const iv = expand(secret, 'iv', ivBytes, suite.hash)
  const messages: Buffer[] = []
  let sequence = 0
  for (let at = 0; at + 5 <= received.length; at += 5 + received.readUInt16BE(at + 3)) {
    if (received[at] !== encryptedRecord) continue
    const content = decryptRecord(
      received.subarray(at, at + 5 + received.readUInt16BE(at + 3)),
      suite,
      key,
      iv,
      sequence,
    )
    // Behind the handshake another secret is in use.
    if (content === undefined) break
    sequence++
    messages.push(content)
  }
  return sequence === 0 ? undefined : Buffer.concat(messages)
}

function findSecret(keyLines: readonly Buffer[]): Buffer | undefined {
  for (const line of keyLines) {
    const [label, , secret] = line.toString('latin1').trim().split(' ')
    if (label === 'SERVER_HANDSHAKE_TRAFFIC_SECRET' && secret !== undefined) return Buffer.from(secret, 'hex')
  }
  return undefined
}

/** HKDF-Expand-Label for output that is no longer than the hash. */
function expand(secret: Buffer, label: string, bytes: number, hash: Suite['hash']): Buffer {
  const name = Buffer.from(`tls13 ${label}`, 'latin1')
  const info = Buffer.concat([Buffer.from([0, bytes, name.length]), name, Buffer.from([0, 1])])
  return createHmac(hash, secret).update(info).digest().subarray(0, bytes)
}

function decryptRecord(record: Buffer, suite: Suite, key: Buffer, iv: Buffer, sequence: number): Buffer | undefined {
  const body = record.subarray(5)
  if (body.length <= tagBytes) return undefined
  const nonce = Buffer.from(iv)
  nonce.writeUInt32BE((nonce.readUInt32BE(ivBytes - 4) ^ sequence) >>> 0, ivBytes - 4)
  try {
    // The types know one overload for each kind of cipher; these three take the same options.
    const decipher = createDecipheriv(suite.cipher as 'aes-128-gcm', key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(record.subarray(0, 5))
    decipher.setAuthTag(body.subarray(-tagBytes))
    const plain = Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()])
    let end = plain.length
    while (end > 0 && plain[end - 1] === 0) end--
    return plain[end - 1] === handshakeRecord ? plain.subarray(0, end - 1) : Buffer.alloc(0)
  } catch {
    return undefined
  }
}
