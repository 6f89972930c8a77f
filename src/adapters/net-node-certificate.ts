import type { X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { checkServerIdentity } from 'node:tls'
import type { CertificateFacts } from '../core/ports.ts'

/** No chain is longer; it also ends the walk if certificates sign each other in a circle. */
const longestChain = 12

export interface PeerFacts {
  /** As the server sent it, leaf first, nothing completed from the trust store. */
  readonly chain: readonly CertificateFacts[]
  /** Subjects of intermediates that the server kept back and this machine's trust store added. */
  readonly storeSupplied: readonly string[]
  /** Judged apart from the chain, because a fault of the chain hides one of the name. */
  readonly nameMatches: boolean
}

/** Everything about the server's certificate. To be asked once per connection: see below. */
export function readPeer(socket: TLSSocket, host: string): PeerFacts {
  // The order matters: getPeerX509Certificate takes the leaf out of what getPeerCertificate would read afterwards.
  const completed = socket.getPeerCertificate(true)
  const chain = readSentChain(socket)
  const isPresent = completed.subject !== undefined
  return {
    chain,
    storeSupplied: isPresent ? findStoreSupplied(completed, chain) : [],
    nameMatches: isPresent && checkServerIdentity(host, completed) === undefined,
  }
}

function readSentChain(socket: TLSSocket): readonly CertificateFacts[] {
  const chain: CertificateFacts[] = []
  let certificate = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < longestChain) {
    const facts = describeCertificate(certificate)
    if (chain.some(({ fingerprint256 }) => fingerprint256 === facts.fingerprint256)) break
    chain.push(facts)
    certificate = certificate.issuerCertificate
  }
  return chain
}

function findStoreSupplied(leaf: DetailedPeerCertificate, sent: readonly CertificateFacts[]): readonly string[] {
  const known = new Set(sent.map(({ fingerprint256 }) => fingerprint256))
  const supplied: string[] = []
  let certificate: DetailedPeerCertificate | undefined = leaf
  for (let depth = 0; certificate?.fingerprint256 !== undefined && depth < longestChain; depth++) {
    const isRoot: boolean = joinName(certificate.subject) === joinName(certificate.issuer)
    if (!known.has(certificate.fingerprint256) && !isRoot) supplied.push(joinName(certificate.subject))
    certificate = isRoot ? undefined : certificate.issuerCertificate
  }
  return supplied
}

function describeCertificate(certificate: X509Certificate): CertificateFacts {
  const issuerUrls = [...(certificate.infoAccess ?? '').matchAll(/^CA Issuers - URI:(.+)$/gm)].map((match) =>
    (match[1] ?? '').trim(),
  )
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: toIso(certificate.validFrom),
    validTo: toIso(certificate.validTo),
    names: readNames(certificate.subjectAltName),
    selfSigned: isSelfSigned(certificate),
    fingerprint256: certificate.fingerprint256,
    issuerUrls,
  }
}

/** By the signature: a leaf that signed itself may lack the right to sign, which other tests ask for. */
function isSelfSigned(certificate: X509Certificate): boolean {
  if (certificate.subject !== certificate.issuer) return false
  try {
    return certificate.verify(certificate.publicKey)
  } catch {
    return false
  }
}

function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').filter(Boolean).join(', ')
}

function readNames(subjectAltName: string | undefined): readonly string[] {
  return (subjectAltName ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(DNS|IP Address|URI|email):/, ''))
    .filter((name) => name !== '')
}

function toIso(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : time.toISOString()
}

function joinName(name: object): string {
  return Object.entries(name)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(', ')
}
