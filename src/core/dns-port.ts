export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

export interface DnsPort {
  /**
   * Asks for A and AAAA. Without `servers` it asks as other programs of this machine do. With `explain` a failure is
   * followed by one more question for the same name, which tells what it means (`direct`).
   */
  resolve(
    host: string,
    options: { servers?: readonly string[]; explain?: boolean; limitMs: number; signal: AbortSignal },
  ): Promise<DnsAnswer>
}

export type DnsAnswer =
  | {
      readonly kind: 'addresses'
      readonly addresses: readonly Address[]
      readonly ms: number
      readonly resolver: string
    }
  | {
      readonly kind: 'failure'
      readonly code: 'not-found' | 'no-address' | 'server-failure' | 'timed-out' | 'refused'
      readonly systemCode: string
      readonly ms: number
      readonly resolver: string
      /** What the name servers say to a question of this tool's own; null or absent if none was asked. */
      readonly direct?: DirectAnswer | null
      /** True if this machine has no network interface with an address of its own. */
      readonly machineOffline?: boolean
    }

/** Tells a name that does not exist from one that leads nowhere, and both from name servers that are out of reach. */
export interface DirectAnswer {
  /** c-ares' code: `ENOTFOUND` no such name, `ENODATA` the name exists, `ECONNREFUSED` and `ETIMEOUT` nobody answers. */
  readonly systemCode: string | null
  /** The name that this one is an alias of (CNAME). */
  readonly alias: string | null
}
