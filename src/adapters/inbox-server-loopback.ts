import { isIP, type LookupFunction } from 'node:net'
import { rootCertificates } from 'node:tls'

export interface AppConnection {
  readonly lookup?: LookupFunction
  readonly autoSelectFamily?: true
  readonly rejectUnauthorized?: false
  readonly ca?: readonly string[] & string[]
}

/** How a connection to the app is made. */
export function appConnection(forward: string, extraTrust?: string): AppConnection {
  const { hostname, protocol } = new URL(forward)
  return {
    // Makes `localhost` mean IPv4 and IPv6, whatever the machine's own tables say: an app listens on either, and may come
    // up on the other one next time. The first that accepts is taken.
    ...(hostname === 'localhost' ? ({ lookup, autoSelectFamily: true } as const) : {}),
    // Certificates for development are signed by nobody, and on this machine nobody stands between.
    ...(protocol === 'https:' && isLoopback(hostname) ? ({ rejectUnauthorized: false } as const) : {}),
    ...(protocol === 'https:' && extraTrust !== undefined ? { ca: [...rootCertificates, extraTrust] } : {}),
  }
}

function isLoopback(hostname: string): boolean {
  if (hostname === '[::1]' || /(?:^|\.)localhost$/.test(hostname)) return true
  return isIP(hostname) === 4 && hostname.startsWith('127.')
}

const addresses = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

const lookup: LookupFunction = (_host, { all }, done) => {
  if (all === true) done(null, addresses)
  else done(null, '127.0.0.1', 4)
}
