import type { LookupFunction } from 'node:net'

/**
 * Makes `localhost` mean IPv4 and IPv6, whatever the machine's own tables say: an app listens on either, and may come up on
 * the other one next time. The first that accepts is taken.
 */
export function loopbackLookup(forward: string): {
  readonly lookup?: LookupFunction
  readonly autoSelectFamily?: true
} {
  return new URL(forward).hostname === 'localhost' ? { lookup, autoSelectFamily: true } : {}
}

const addresses = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

const lookup: LookupFunction = (_host, { all }, done) => {
  if (all === true) done(null, addresses)
  else done(null, '127.0.0.1', 4)
}
