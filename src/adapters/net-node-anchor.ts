import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'

export type TrustAnchor = 'public' | 'given' | 'this-machine'

/**
 * Whose root a trusted chain rests on. `certificates` are those that the server sent and those with which this machine
 * completed them, in DER.
 */
export function findAnchor(certificates: readonly Buffer[], extraTrust: string | undefined): TrustAnchor {
  const given = extraTrust === undefined ? [] : splitPem(extraTrust)
  const texts = new Set(certificates.map((der) => der.toString('base64')))
  // The usual case first, without reading a single root.
  if (rootCertificates.some((pem) => texts.has(bareText(pem)))) return 'public'
  if (given.some((pem) => texts.has(bareText(pem)))) return 'given'
  // A chain may end below a root, at a certificate that another root signed as well (cross-signed).
  const parsed = certificates.flatMap((der) => parse(der))
  if (isSignedByOne(parsed, rootCertificates)) return 'public'
  return isSignedByOne(parsed, given) ? 'given' : 'this-machine'
}

function isSignedByOne(certificates: readonly X509Certificate[], roots: readonly string[]): boolean {
  return roots.flatMap(parse).some((root) =>
    certificates.some((certificate) => {
      if (certificate.issuer !== root.subject) return false
      try {
        return certificate.verify(root.publicKey)
      } catch {
        return false
      }
    }),
  )
}

function parse(certificate: Buffer | string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(certificate)]
  } catch {
    return []
  }
}

function splitPem(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}

function bareText(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, '')
}
