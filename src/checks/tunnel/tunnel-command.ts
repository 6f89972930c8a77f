import { findTestHost } from '../../daraja/test-hosts.ts'
import type { TunnelEndpoint } from '../../probes/tunnel-endpoint.ts'

/** Starts a tunnel of the same provider to another address, under the same name where that takes saying. */
export function tunnelCommand({ provider, host, url }: TunnelEndpoint, address: string): string {
  if (provider === 'cloudflare')
    return `cloudflared tunnel --url ${/^\d+$/.test(address) ? `http://localhost:${address}` : address}`
  // An account's own name on the free domains is given without being asked for.
  const isFree = findTestHost(host)?.suffix.startsWith('ngrok-free.') === true
  return `ngrok http ${address}${isFree ? '' : ` --url ${url}`}`
}
