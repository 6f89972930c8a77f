import type { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import type { AuthorityKeyIdentifierExtension, X509CertificateCreateWithKeyParams } from '@peculiar/x509'
import { loadX509 } from './x509-library.ts'

/** A certificate with its key, everything in PEM. */
export interface IssuedCertificate {
  readonly certificate: string
  readonly key: string
  /** The certificate followed by the intermediates up to, not including, the root: what a server should send. */
  readonly chain: string
}

/** A certificate that can sign others. The `chain` of a root is empty: servers do not send roots. */
export interface Authority extends IssuedCertificate {
  readonly name: string
  readonly signingKey: webcrypto.CryptoKey
}

export interface ValidityOptions {
  readonly notBefore?: Date
  readonly notAfter?: Date
}

export interface AuthorityOptions extends ValidityOptions {
  readonly name?: string
}

export interface LeafOptions extends ValidityOptions {
  /** Host names and addresses; the first one is also the subject. */
  readonly names: readonly string[]
  /** Without one the certificate signs itself. */
  readonly issuer?: Authority
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const dayMs = 86_400_000

/** A throw-away root, valid from yesterday for ten years unless told otherwise. */
export async function createAuthority(options: AuthorityOptions = {}): Promise<Authority> {
  return createSigner(options.name ?? 'Throw-away Root', null, options, 3_650)
}

/** An authority below another one; servers have to send its certificate along. */
export async function createIntermediate(issuer: Authority, options: AuthorityOptions = {}): Promise<Authority> {
  return createSigner(options.name ?? 'Throw-away Intermediate', issuer, options, 1_825)
}

/** A server's certificate, valid from yesterday for 90 days unless told otherwise. */
export async function issue(options: LeafOptions): Promise<IssuedCertificate> {
  const x509 = await loadX509()
  const keys = await generateKeys()
  const names = options.names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }))
  const certificate = await sign(options.names[0] ?? 'localhost', keys, options.issuer ?? null, options, 90, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
    new x509.SubjectAlternativeNameExtension(names),
  ])
  const above = options.issuer === undefined || isRoot(options.issuer) ? '' : options.issuer.chain
  return { certificate, key: await exportKey(keys.privateKey), chain: `${certificate}${above}` }
}

async function createSigner(
  name: string,
  issuer: Authority | null,
  validity: ValidityOptions,
  days: number,
): Promise<Authority> {
  const x509 = await loadX509()
  const keys = await generateKeys()
  const certificate = await sign(name, keys, issuer, validity, days, [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  ])
  const above = issuer === null || isRoot(issuer) ? '' : issuer.chain
  const chain = issuer === null ? '' : `${certificate}${above}`
  return { name, certificate, key: await exportKey(keys.privateKey), chain, signingKey: keys.privateKey }
}

function isRoot(authority: Authority): boolean {
  return authority.chain === ''
}

async function sign(
  name: string,
  keys: webcrypto.CryptoKeyPair,
  issuer: Authority | null,
  validity: ValidityOptions,
  days: number,
  extensions: NonNullable<X509CertificateCreateWithKeyParams['extensions']>,
): Promise<string> {
  const x509 = await loadX509()
  const notBefore = validity.notBefore ?? new Date(Date.now() - dayMs)
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: randomSerial(),
      subject: commonName(name),
      issuer: commonName(issuer?.name ?? name),
      notBefore,
      notAfter: validity.notAfter ?? new Date(Math.max(Date.now(), notBefore.getTime()) + days * dayMs),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: issuer?.signingKey ?? keys.privateKey,
      extensions: [
        ...extensions,
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ...(issuer === null ? [] : [await identifyIssuer(issuer)]),
      ],
    },
    globalThis.crypto,
  )
  return `${certificate.toString('pem')}\n`
}

/** Strict clients, such as Python 3.13, want to be told who signed. */
async function identifyIssuer({ certificate }: Authority): Promise<AuthorityKeyIdentifierExtension> {
  const x509 = await loadX509()
  return x509.AuthorityKeyIdentifierExtension.create(new x509.X509Certificate(certificate).publicKey)
}

/** The standard allows 64 characters. */
function commonName(name: string): { readonly CN: string[] }[] {
  return [{ CN: [name.slice(0, 64)] }]
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return globalThis.crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await globalThis.crypto.subtle.exportKey('pkcs8', key)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n`
}

/** Positive and never with a leading zero byte, as the encoding wants it. */
function randomSerial(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return Buffer.from(bytes).toString('hex')
}
