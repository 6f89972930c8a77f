import type { Confidence, Severity } from '../../core/finding.ts'
import type { CertificateFacts, HandshakeResult } from '../../core/ports.ts'

type Secure = Extract<HandshakeResult, { kind: 'secure' }>

export interface Weakness {
  readonly severity: Severity
  readonly confidence: Confidence
  readonly message: string
}

const smallestRsaBits = 2_048
const brokenHash = /^(?:MD5|SHA-1)\b/

/** Verification codes about what a certificate is, not about who signed it or when. */
const words: Readonly<Record<string, string>> = {
  INVALID_PURPOSE: 'is not meant for servers',
  INVALID_CA: 'is signed by a certificate that may not sign others',
  PATH_LENGTH_EXCEEDED: 'stands further below its authority than that one allows',
  CERT_SIGNATURE_FAILURE: 'does not bear the signature of the certificate above it',
  CERT_CHAIN_TOO_LONG: 'has more certificates above it than clients follow',
  CERT_REVOKED: 'has been revoked',
  CERT_REJECTED: 'is marked as not to be trusted',
  CERT_UNTRUSTED: 'is marked as not to be trusted',
}

/** OpenSSL has more reasons than Node has names. */
const unnamed = 'UNSPECIFIED'

/** Whether the chain was found wanting for what its certificates are: the trust checks leave these codes alone. */
export function isAboutForm(trustError: string): boolean {
  return trustError in words || trustError === unnamed
}

/** Why clients refuse a certificate whatever authority it has; undefined if there is no such reason. */
export function findWeakness({ chain, trustError }: Secure): Weakness | undefined {
  const [leaf] = chain
  if (leaf === undefined) return undefined
  const weak = describeWeak(chain)
  if (trustError !== null && isAboutForm(trustError)) {
    const what = (trustError === unnamed ? weak : undefined) ?? words[trustError] ?? weak ?? 'does not hold'
    return { severity: 'error', confidence: 'certain', message: `${leaf.subject} ${what} (${trustError})` }
  }
  // Only an authority of one's own still issues such certificates; how strict the client is decides.
  if (trustError !== null || weak === undefined) return undefined
  return { severity: 'warning', confidence: 'possible', message: `${leaf.subject} ${weak}` }
}

function describeWeak(chain: readonly CertificateFacts[]): string | undefined {
  for (const [index, { subject, keyType, keyBits, signature = '', selfSigned }] of chain.entries()) {
    const whose = index === 0 ? '' : `depends on ${subject}, which `
    if (keyBits !== undefined && keyBits < smallestRsaBits)
      return `${whose}has a key of only ${keyBits} bits (${keyType})`
    // Nobody looks at the signature of a root.
    if (brokenHash.test(signature) && !selfSigned) return `${whose}is signed with ${signature.split(' ')[0]}`
  }
  return undefined
}
