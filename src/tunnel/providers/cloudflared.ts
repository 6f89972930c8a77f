/** Starts a quick tunnel, which needs no account. `protocol` is how the program talks to Cloudflare; its default is QUIC. */
export function cloudflaredArguments(target: string, platform: string, protocol?: 'http2'): readonly string[] {
  return [
    'tunnel',
    // The rules of a configuration file for named tunnels would answer in place of the app.
    '--config',
    platform === 'win32' ? 'NUL' : '/dev/null',
    '--no-autoupdate',
    ...(protocol === undefined ? [] : ['--protocol', protocol]),
    '--url',
    target,
  ]
}

/** How the program reaches Cloudflare, which is the user's to decide; everything else would make it another tunnel. */
const kept: ReadonlySet<string> = new Set([
  'TUNNEL_TRANSPORT_PROTOCOL',
  'TUNNEL_EDGE_IP_VERSION',
  'TUNNEL_EDGE_BIND_ADDRESS',
  'TUNNEL_DNS_RESOLVER_ADDRS',
])

/** The program takes every option from a variable, too: a token or a name there would open a tunnel of an account. */
export function cloudflaredEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([name]) => kept.has(name) || !/^(?:TUNNEL_|NO_AUTOUPDATE$|QUICK_SERVICE$)/.test(name),
    ),
  )
}

export type CloudflaredLine =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'registered' | 'lost'; readonly connection: number }
  /** UDP to port 7844 does not get out. */
  | { readonly kind: 'quic-failed' }
  | { readonly kind: 'refused'; readonly status: number | null; readonly limited: boolean }
  | { readonly kind: 'unreachable'; readonly detail: string }

/** What a line on standard error says (https://github.com/cloudflare/cloudflared); null if it is of no interest. */
export function readCloudflaredLine(text: string): CloudflaredLine | null {
  const registered =
    /Registered tunnel connection.*\bconnIndex=(\d+)|Connection [0-9a-f-]{36} registered connIndex=(\d+)/.exec(text)
  if (registered !== null) return { kind: 'registered', connection: Number(registered[1] ?? registered[2]) }
  if (
    /failed to dial to edge with quic|Failed to dial a quic connection|Failed to create new quic connection/i.test(text)
  )
    return { kind: 'quic-failed' }
  const lost =
    /(?:Unregistered tunnel connection|Lost connection with the edge|Connection terminated|Serve tunnel error).*\bconnIndex=(\d+)/
  const connection = lost.exec(text)?.[1]
  if (connection !== undefined) return { kind: 'lost', connection: Number(connection) }
  return readRefusal(text) ?? readUrl(text)
}

function readRefusal(text: string): CloudflaredLine | null {
  const requested = /failed to (?:request|read|build) quick.tunnel[^:]*: (.*)/i.exec(text)
  if (requested !== null) return { kind: 'unreachable', detail: requested[1] ?? '' }
  if (!/unmarshal(?:ing)? ?quick ?tunnel|failed to parse quick tunnel/i.test(text)) return null
  const status = /status_code="(\d{3})/.exec(text)?.[1]
  return {
    kind: 'refused',
    status: status === undefined ? null : Number(status),
    limited: status === '429' || /error code: 1015|\b429\b/.test(text),
  }
}

function readUrl(text: string): CloudflaredLine | null {
  // Errors name the address that was asked for; the URL stands in a box of information.
  if (/\b(?:ERR|WRN|FTL)\b/.test(text)) return null
  for (const [url, name] of text.matchAll(/https:\/\/([a-z0-9-]+)\.trycloudflare\.com(?![\w.-])/g))
    if (name !== 'api') return { kind: 'url', url }
  return null
}
