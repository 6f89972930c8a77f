import type { CertificateFacts } from '../../core/net-port.ts'

export interface ChainPath {
  /** From the leaf up, as far as what was sent reaches. */
  readonly path: readonly CertificateFacts[]
  /** Sent, and no part of that. */
  readonly unrelated: readonly CertificateFacts[]
  /** Each certificate is followed by that of its issuer, as TLS 1.2 demands (RFC 5246, section 7.4.2). */
  readonly isOrdered: boolean
}

/** Puts the certificates that a server sent in the order in which they vouch for each other. */
export function readPath(chain: readonly CertificateFacts[]): ChainPath {
  const path: CertificateFacts[] = []
  let current = chain[0]
  while (current !== undefined && !path.includes(current)) {
    path.push(current)
    const { issuer, subject }: CertificateFacts = current
    current = issuer === subject ? undefined : chain.find((other) => other.subject === issuer && !path.includes(other))
  }
  return {
    path,
    unrelated: chain.filter((certificate) => !path.includes(certificate)),
    isOrdered: path.every((certificate, index) => chain[index] === certificate),
  }
}
