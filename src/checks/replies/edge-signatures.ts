import type { Signature } from './signature.ts'
import { amazonSignatures } from './signatures/amazon.ts'
import { cloudflareSignatures } from './signatures/cloudflare.ts'
import { firewallSignatures } from './signatures/firewalls.ts'
import { generalSignatures } from './signatures/general.ts'
import { hostSignatures } from './signatures/hosts.ts'
import { parkingSignatures } from './signatures/parking.ts'
import { serverSignatures } from './signatures/servers.ts'

/**
 * Replies of CDNs, firewalls, hosts and servers that say who they are, so that no app can have written them. The first
 * match counts: what stands further in front comes first.
 */
export const namedEdgeSignatures: readonly Signature[] = [
  ...cloudflareSignatures,
  ...firewallSignatures,
  ...amazonSignatures,
  ...hostSignatures,
  ...parkingSignatures,
  ...serverSignatures,
]

/** Replies in place of the app's: those with a name, then those that an app could have written, too. */
export const edgeSignatures: readonly Signature[] = [...namedEdgeSignatures, ...generalSignatures]
