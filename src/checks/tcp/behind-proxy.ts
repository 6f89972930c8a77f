import type { Confidence } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Observation } from '../../core/probe.ts'
import type { NetworkView } from '../../probes/network-view.ts'
import type { ProxySetting } from '../../probes/proxy-variables.ts'

/** The proxy that this shell names for the callback URL. */
export function proxyOf(view: Observation<NetworkView>): ProxySetting | undefined {
  return view.available ? (view.value.proxy ?? undefined) : undefined
}

/** What a direct connection that failed is worth in a network that wants its proxy to be used. */
export function explainProxy(
  { variable, address }: ProxySetting,
  why: string,
  evidence: JsonObject,
): { readonly confidence: Confidence; readonly why: string; readonly evidence: JsonObject } {
  return {
    confidence: 'possible',
    why: `\`${variable}\` names a proxy (${address}), and this tool connects directly: in a network that lets nobody out without its proxy, any host looks like this. Otherwise: ${why.charAt(0).toLowerCase()}${why.slice(1)}`,
    evidence: { ...evidence, proxy: { variable, address } },
  }
}
