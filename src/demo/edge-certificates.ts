import { type Authority, createAuthority, createIntermediate, issue } from './certificates.ts'
import type { EdgeCertificate } from './edge-behaviour.ts'

/** What a TLS server needs, PEM. */
export interface ServerIdentity {
  readonly key: string
  readonly cert: string
}

export interface EdgeCertificates {
  /** The root to trust. */
  readonly root: string
  identity(kind: EdgeCertificate): Promise<ServerIdentity>
}

const dayMs = 86_400_000

/** Makes the authority of an edge; its certificates are made when they are first wanted. */
export async function createEdgeCertificates(names: readonly string[]): Promise<EdgeCertificates> {
  const validity = { notBefore: daysFromNow(-400) }
  const root = await createAuthority({ name: 'Duka Demo Root', ...validity })
  const intermediate = await createIntermediate(root, { name: 'Duka Demo Intermediate', ...validity })
  const made = new Map<EdgeCertificate, Promise<ServerIdentity>>()
  return {
    root: root.certificate,
    identity: (kind) => {
      const identity = made.get(kind) ?? makeIdentity(kind, names, intermediate)
      made.set(kind, identity)
      return identity
    },
  }
}

async function makeIdentity(
  kind: EdgeCertificate,
  names: readonly string[],
  issuer: Authority,
): Promise<ServerIdentity> {
  switch (kind) {
    case 'expired': {
      const { key, chain } = await issue({ names, issuer, notBefore: daysFromNow(-93), notAfter: daysFromNow(-3) })
      return { key, cert: chain }
    }
    case 'wrong-name': {
      const { key, chain } = await issue({ names: ['web12.hosting-demo.co.ke', '*.hosting-demo.co.ke'], issuer })
      return { key, cert: chain }
    }
    case 'self-signed': {
      const { key, chain } = await issue({ names })
      return { key, cert: chain }
    }
    default: {
      const { key, chain, certificate } = await issue({ names, issuer })
      return { key, cert: kind === 'incomplete-chain' ? certificate : chain }
    }
  }
}

/** By the machine's clock, because that is what a TLS client compares with. */
function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * dayMs)
}
