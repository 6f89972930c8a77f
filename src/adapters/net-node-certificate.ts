import type { X509Certificate } from 'node:crypto'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import { checkServerIdentity } from 'node:tls'
import type { CertificateFacts } from '../core/net-port.ts'
import { readSignature } from './net-node-signature.ts'

/** No chain is longer; it also ends the walk if certificates sign each other in a circle. */
const longestChain = 12

export interface PeerFacts {
  /** As the server sent it, leaf first, nothing completed from the trust store. */
  readonly chain: readonly CertificateFacts[]
  /** Subjects of intermediates that the server kept back and this machine's trust store added. */
  readonly storeSupplied: readonly string[]
  /** Judged apart from the chain, because a fault of the chain hides one of the name. */
  readonly nameMatches: boolean
  /** Everything that was sent and everything with which this machine completed it, in DER. */
  readonly known: readonly Buffer[]
}

/** Everything about the server's certificate. To be asked once per connection: see below. */
export function readPeer(socket: TLSSocket, host: string): PeerFacts {
  // The order matters: getPeerX509Certificate takes the leaf out of what getPeerCertificate would read afterwards.
  const completed = socket.getPeerCertificate(true)
  const sent = readSentChain(socket)
  const chain = sent.map(describeCertificate)
  const isPresent = completed.subject !== undefined
  return {
    chain,
    storeSupplied: isPresent ? findStoreSupplied(completed, chain) : [],
    nameMatches: isPresent && checkServerIdentity(host, completed) === undefined,
    known: [...sent.map(({ raw }) => raw), ...(isPresent ? walk(completed).map(({ raw }) => raw) : [])],
  }
}

function readSentChain(socket: TLSSocket): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let certificate = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < longestChain) {
    const { fingerprint256 } = certificate
    if (chain.some((earlier) => earlier.fingerprint256 === fingerprint256)) break
    chain.push(certificate)
    certificate = certificate.issuerCertificate
  }
  return chain
}

/** From the leaf up, as far as this machine could complete the chain. */
function walk(leaf: DetailedPeerCertificate): readonly DetailedPeerCertificate[] {
  const path: DetailedPeerCertificate[] = []
  let certificate: DetailedPeerCertificate | undefined = leaf
  while (certificate?.fingerprint256 !== undefined && path.length < longestChain && !path.includes(certificate)) {
    path.push(certificate)
    certificate = certificate.issuerCertificate
  }
  return path
}

function findStoreSupplied(leaf: DetailedPeerCertificate, sent: readonly CertificateFacts[]): readonly string[] {
  const known = new Set(sent.map(({ fingerprint256 }) => fingerprint256))
  return walk(leaf)
    .filter((certificate) => !known.has(certificate.fingerprint256) && !isRoot(certificate))
    .map(({ subject }) => joinName(subject))
}

function isRoot({ subject, issuer }: DetailedPeerCertificate): boolean {
  return joinName(subject) === joinName(issuer)
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
    ...describeKey(certificate),
    ...signatureOf(certificate),
    forServers: isForServers(certificate),
  }
}

function describeKey(certificate: X509Certificate): Pick<CertificateFacts, 'keyType' | 'keyBits'> {
  try {
    const { asymmetricKeyType = 'unknown', asymmetricKeyDetails = {} } = certificate.publicKey
    const { namedCurve, modulusLength } = asymmetricKeyDetails
    const keyType = namedCurve === undefined ? (keyNames[asymmetricKeyType] ?? asymmetricKeyType) : `EC ${namedCurve}`
    return { keyType, ...(modulusLength === undefined ? {} : { keyBits: modulusLength }) }
  } catch {
    return { keyType: 'unknown' }
  }
}

const keyNames: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA-PSS',
  dsa: 'DSA',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
}

function signatureOf({ raw }: X509Certificate): Pick<CertificateFacts, 'signature'> {
  const signature = readSignature(raw)
  return signature === undefined ? {} : { signature }
}

/** Extended key usage `serverAuth` or `anyExtendedKeyUsage` (RFC 5280, section 4.2.1.12). Node calls the extension so. */
function isForServers({ keyUsage }: X509Certificate): boolean {
  const uses: readonly string[] | undefined = keyUsage
  return uses === undefined || uses.includes('1.3.6.1.5.5.7.3.1') || uses.includes('2.5.29.37.0')
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
