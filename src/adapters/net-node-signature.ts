/** Object identifiers of signature algorithms: RFC 3279, 4055, 5758, 8410. */
const algorithms: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5 RSA',
  '1.2.840.113549.1.1.5': 'SHA-1 RSA',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.113549.1.1.11': 'SHA-256 RSA',
  '1.2.840.113549.1.1.12': 'SHA-384 RSA',
  '1.2.840.113549.1.1.13': 'SHA-512 RSA',
  '1.2.840.113549.1.1.14': 'SHA-224 RSA',
  '1.2.840.10040.4.3': 'SHA-1 DSA',
  '1.2.840.10045.4.1': 'SHA-1 ECDSA',
  '1.2.840.10045.4.3.1': 'SHA-224 ECDSA',
  '1.2.840.10045.4.3.2': 'SHA-256 ECDSA',
  '1.2.840.10045.4.3.3': 'SHA-384 ECDSA',
  '1.2.840.10045.4.3.4': 'SHA-512 ECDSA',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
}

/**
 * How a certificate is signed, read from its bytes (RFC 5280, section 4.1: the second part of the outer sequence), because
 * only the newest Node tells. Undefined if the bytes are no certificate.
 */
export function readSignature(der: Buffer): string | undefined {
  const outer = readValue(der, 0)
  const signed = outer && readValue(der, outer.start)
  const algorithm = signed && readValue(der, signed.end)
  const identifier = algorithm && readValue(der, algorithm.start)
  if (identifier === undefined || der[identifier.at] !== 0x06) return undefined
  const numbers = readIdentifier(der.subarray(identifier.start, identifier.end))
  return algorithms[numbers] ?? numbers
}

interface Value {
  readonly at: number
  readonly start: number
  readonly end: number
}

/** The tag, length and place of one DER value. */
function readValue(der: Buffer, at: number): Value | undefined {
  const first = der[at + 1]
  if (first === undefined) return undefined
  if (first < 0x80) return within(der, at, at + 2, first)
  const size = first & 0x7f
  if (size === 0 || size > 4 || at + 2 + size > der.length) return undefined
  return within(der, at, at + 2 + size, der.readUIntBE(at + 2, size))
}

function within(der: Buffer, at: number, start: number, length: number): Value | undefined {
  return start + length > der.length ? undefined : { at, start, end: start + length }
}

function readIdentifier(bytes: Buffer): string {
  const numbers: number[] = []
  let value = 0
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f)
    if ((byte & 0x80) !== 0) continue
    if (numbers.length === 0) {
      const head = Math.min(2, Math.floor(value / 40))
      numbers.push(head, value - head * 40)
    } else numbers.push(value)
    value = 0
  }
  return numbers.join('.')
}
