import { createHash, X509Certificate } from 'node:crypto'

/** The usual one; it protects nothing here, for certificates are public. */
const password = 'changeit'

/**
 * Certificates as Java's own key store (JKS, version 2), which every Java reads: a magic number, version and count; for each
 * entry its tag, alias, date, type and DER; at the end a SHA-1 over password, a fixed phrase and everything before. What is
 * no certificate is left out.
 */
export function javaKeyStore(pem: string): Buffer {
  const certificates = [...pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)].flatMap(
    ([text]) => derOf(text) ?? [],
  )
  const content = Buffer.concat([
    uint32(0xfe_ed_fe_ed),
    uint32(2),
    uint32(certificates.length),
    ...certificates.flatMap((der, index) => [
      uint32(2),
      text(`root-${index}`),
      Buffer.alloc(8),
      text('X.509'),
      uint32(der.length),
      der,
    ]),
  ])
  // In UTF-16 with the high byte first, as Java has its texts in memory.
  const secret = Buffer.from(password, 'utf16le').swap16()
  const digest = createHash('sha1').update(secret).update('Mighty Aphrodite').update(content).digest()
  return Buffer.concat([content, digest])
}

function derOf(pem: string): Buffer | undefined {
  try {
    return new X509Certificate(pem).raw
  } catch {
    return undefined
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Its length in two bytes, then its letters, which are ASCII here. */
function text(value: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(value.length)
  return Buffer.concat([length, Buffer.from(value, 'latin1')])
}
