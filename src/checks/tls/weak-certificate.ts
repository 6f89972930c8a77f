import type { Confidence, Fix, Severity } from '../../core/finding.ts'
import type { CertificateFacts, HandshakeResult } from '../../core/net-port.ts'

type Secure = Extract<HandshakeResult, { kind: 'secure' }>

export interface Weakness {
  readonly severity: Severity
  readonly confidence: Confidence
  readonly message: string
  readonly why?: string
  readonly fix: Fix
}

const smallestRsaBits = 2_048
const brokenHash = /^(?:MD5|SHA-1)\b/

interface Flaw {
  /** Completes "the certificate …". */
  readonly what: string
  readonly why?: string
  readonly fix: string
}

const marked: Flaw = {
  what: 'is marked as not to be trusted',
  fix: 'Get a certificate from another public authority',
}

/** Verification codes about what a certificate is, not about who signed it or when. */
const flaws: Readonly<Record<string, Flaw>> = {
  INVALID_PURPOSE: {
    what: 'is not meant for servers',
    why: 'A certificate says what it may be used for (extended key usage), and servers are not part of it here, as in one for clients.',
    fix: 'Get a certificate for servers: one whose extended key usage names `serverAuth`',
  },
  INVALID_CA: {
    what: 'is signed by a certificate that may not sign others',
    fix: 'Have it issued by an authority: a certificate that says `CA:TRUE` of itself',
  },
  PATH_LENGTH_EXCEEDED: {
    what: 'stands further below its authority than that one allows',
    fix: 'Have it issued by an authority that stands higher, or with a larger `pathlen`',
  },
  CERT_SIGNATURE_FAILURE: {
    what: 'does not bear the signature of the certificate above it',
    why: 'Two certificates of the same name and different keys are confused, as when only one of two files was renewed.',
    fix: 'Serve certificate and chain of the same issue: `fullchain.pem` as the authority delivered it',
  },
  CERT_CHAIN_TOO_LONG: {
    what: 'has more certificates above it than clients follow',
    fix: 'Serve a shorter chain',
  },
  CERT_REVOKED: {
    what: 'has been revoked',
    fix: 'Get a new certificate with a new key, and find out why the old one was revoked',
  },
  CERT_REJECTED: marked,
  CERT_UNTRUSTED: marked,
}

const strongEnough = 'Get a new certificate from a public authority: RSA of 2048 bits or ECDSA, signed with SHA-256'

/** OpenSSL has more reasons than Node has names. */
const unnamed = 'UNSPECIFIED'

/** Whether the chain was found wanting for what its certificates are: the trust checks leave these codes alone. */
export function isAboutForm(trustError: string): boolean {
  return trustError in flaws || trustError === unnamed
}

/** Why clients refuse a certificate whatever authority it has; undefined if there is no such reason. */
export function findWeakness({ chain, trustError }: Secure): Weakness | undefined {
  const [leaf] = chain
  if (leaf === undefined) return undefined
  const weak = describeWeak(chain)
  if (trustError !== null && isAboutForm(trustError)) {
    const flaw: Flaw = flaws[trustError] ?? { what: weak ?? 'does not hold', fix: strongEnough }
    return {
      severity: 'error',
      confidence: 'certain',
      message: `${leaf.subject} ${flaw.what} (${trustError})`,
      ...(flaw.why === undefined ? {} : { why: flaw.why }),
      fix: { summary: flaw.fix },
    }
  }
  // Only an authority of one's own still issues such certificates; how strict the client is decides.
  if (trustError !== null || weak === undefined) return undefined
  return {
    severity: 'warning',
    confidence: 'possible',
    message: `${leaf.subject} ${weak}`,
    fix: { summary: strongEnough },
  }
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
