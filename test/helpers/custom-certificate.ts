import type { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { loadX509 } from '../../src/demo/x509-library.ts'
import { dayMs } from './authority.ts'

type Hash = 'SHA-1' | 'SHA-256'

/** A certificate as no public authority would issue it, or with a key that the usual helpers do not make. */
export interface CustomCertificate {
  readonly name: string
  readonly certificate: string
  readonly key: string
  readonly signingKey: webcrypto.CryptoKey
}

export interface CustomOptions {
  readonly name: string
  /** Host names and addresses; none leaves the extension out. */
  readonly names?: readonly string[]
  /** Without one it signs itself. */
  readonly issuer?: CustomCertificate
  /** Bits of an RSA key; without it ECDSA. */
  readonly rsaBits?: number
  /** With which the issuer signs, if its key is RSA; its own default otherwise. */
  readonly hash?: Hash
  readonly mayIssue?: boolean
  readonly uses?: readonly ('serverAuth' | 'clientAuth')[]
  readonly issuerUrl?: string
  readonly organisation?: string
  readonly notBefore?: Date
  readonly notAfter?: Date
}

export async function makeCertificate(options: CustomOptions): Promise<CustomCertificate> {
  const x509 = await loadX509()
  const { subtle } = globalThis.crypto
  const keyAlgorithm =
    options.rsaBits === undefined
      ? { name: 'ECDSA', namedCurve: 'P-256' }
      : {
          name: 'RSASSA-PKCS1-v1_5',
          modulusLength: options.rsaBits,
          publicExponent: new Uint8Array([1, 0, 1]),
          hash: options.hash ?? 'SHA-256',
        }
  const keys = (await subtle.generateKey(keyAlgorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const signingKey = options.issuer?.signingKey ?? keys.privateKey
  const { names = [], uses } = options
  const notBefore = options.notBefore ?? new Date(Date.now() - dayMs)
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: `40${Buffer.from(globalThis.crypto.getRandomValues(new Uint8Array(15))).toString('hex')}`,
      subject: distinguishedName(options.name, options.organisation),
      issuer:
        options.issuer === undefined ? distinguishedName(options.name, options.organisation) : options.issuer.name,
      notBefore,
      notAfter: options.notAfter ?? new Date(Math.max(Date.now(), notBefore.getTime()) + 90 * dayMs),
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: { ...signingKey.algorithm, hash: options.hash ?? 'SHA-256' },
      extensions: [
        new x509.BasicConstraintsExtension(options.mayIssue === true, undefined, true),
        ...(names.length === 0
          ? []
          : [
              new x509.SubjectAlternativeNameExtension(
                names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
              ),
            ]),
        ...(uses === undefined
          ? []
          : [new x509.ExtendedKeyUsageExtension(uses.map((use) => x509.ExtendedKeyUsage[use]))]),
        ...(options.issuerUrl === undefined
          ? []
          : [new x509.AuthorityInfoAccessExtension({ caIssuers: options.issuerUrl })]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    globalThis.crypto,
  )
  const pkcs8 = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  return {
    name: distinguishedName(options.name, options.organisation),
    certificate: `${certificate.toString('pem')}\n`,
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END PRIVATE KEY-----\n`,
    signingKey: keys.privateKey,
  }
}

function distinguishedName(name: string, organisation: string | undefined): string {
  return organisation === undefined ? `CN=${name}` : `O=${organisation}, CN=${name}`
}
