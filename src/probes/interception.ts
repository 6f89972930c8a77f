import type { Endpoint, HandshakeResult } from '../core/net-port.ts'
import { classifyAddress } from '../daraja/private-addresses.ts'
import { interceptors } from './interceptors.ts'

/** Somebody between this machine and the server signs in its place, so that the server's own certificate is not seen. */
export interface Interception {
  /** The product, if the name of its authority gives it away. */
  readonly by: string | null
  readonly issuer: string
  /** `issuer`: a product that does that is named · `trust`: a root that only this machine knows vouches for the name. */
  readonly sign: 'issuer' | 'trust'
}

/** Authorities that developers make for servers of their own. */
const developers = /\bmkcert\b|\bminica\b|development|\bdev (?:ca|root)\b|localhost|caddy local authority|\btest\b/i

/**
 * Looks for the marks of a machine that reads along. Such a machine signs a certificate for just the name that was asked
 * for; one for another name, or one that signed itself, is more likely the server's own. Without an endpoint it is taken
 * for a public one.
 */
export function findInterception(result: HandshakeResult, endpoint?: Endpoint): Interception | undefined {
  if (result.kind === 'failure' || !result.nameMatches) return undefined
  const { chain, trustAnchor, trustError } = result
  const [leaf] = chain
  if (leaf === undefined || leaf.selfSigned) return undefined
  if (trustError === null && trustAnchor !== 'this-machine' && trustAnchor !== 'given') return undefined
  const issuers = chain.map(({ issuer }) => issuer)
  const known = interceptors.find(({ issuer }) => issuers.some((name) => issuer.test(name)))
  if (known !== undefined) return { by: known.product, issuer: leaf.issuer, sign: 'issuer' }
  const isOwnServer =
    issuers.some((name) => developers.test(name)) ||
    (endpoint !== undefined && classifyAddress(endpoint.address) !== 'public')
  if (trustAnchor !== 'this-machine' || isOwnServer) return undefined
  return { by: null, issuer: leaf.issuer, sign: 'trust' }
}

/** How a finding or a hint names it. */
export function nameInterceptor({ by, issuer }: Interception): string {
  return by ?? `something that signs as ${issuer}`
}
