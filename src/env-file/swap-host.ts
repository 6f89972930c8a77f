/** Why the address of a value cannot be swapped. Each one says what the value is instead of a URL with a route. */
export type SwapRefusal =
  | 'empty'
  | 'placeholder'
  | 'interpolation'
  | 'relative'
  | 'no-path'
  | 'credentials'
  | 'malformed'
  | 'malformed-origin'

export type SwapResult =
  | { readonly outcome: 'swapped'; readonly value: string }
  | { readonly outcome: 'refused'; readonly reason: SwapRefusal }

const URL_PARTS = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\/(?<authority>[^/?#]*)(?<rest>.*)$/i
const ORIGIN = /^(?<origin>https?:\/\/[a-z0-9.-]+(?::\d{1,5})?)\/?$/i

/** Texts that stand in samples and templates where a person should have put a value. */
const PLACEHOLDER = /^(?:x+|-+|\.+|todo|tbd|none|null|undefined|change[-_ ]?me|example|placeholder|.*\byour[-_ ].*)$/i

/**
 * Puts a callback URL on another scheme, host and port, and keeps path, query and fragment byte for byte: the old value
 * is the only place where the route is known. `origin` is `https://host[:port]`. The old host may be invented
 * (`https://yourdomain.com/mpesa/callback`), as long as the route is real.
 */
export function swapHost(oldValue: string, origin: string): SwapResult {
  const target = ORIGIN.exec(origin)?.groups?.origin
  if (target === undefined) return refused('malformed-origin')
  const reason = refusalOf(oldValue)
  if (reason !== null) return refused(reason)
  return { outcome: 'swapped', value: target + (URL_PARTS.exec(oldValue)?.groups?.rest ?? '') }
}

/** A callback URL from an origin and a path that the user named. */
export function urlWithPath(origin: string, path: string): SwapResult {
  return swapHost(`https://localhost${path.startsWith('/') ? '' : '/'}${path}`, origin)
}

function refusalOf(value: string): SwapRefusal | null {
  if (value.trim() === '') return 'empty'
  if (/\$(?:\{|\(|[A-Za-z_])/.test(value)) return 'interpolation'
  const parts = URL_PARTS.exec(value)?.groups
  if (parts === undefined) return refusalOfText(value)
  const { scheme = '', authority = '', rest = '' } = parts
  if (!/^https?$/i.test(scheme) || authority === '' || /[^\x21-\x7e]/.test(value)) return 'malformed'
  if (authority.includes('@')) return 'credentials'
  if (!rest.startsWith('/')) return 'no-path'
  return hasPlaceholderPath(rest) ? 'placeholder' : null
}

function refusalOfText(value: string): SwapRefusal {
  if (/^\/(?!\/)/.test(value)) return 'relative'
  return PLACEHOLDER.test(value) || /^[<[{(].*[>\]})]$/.test(value) ? 'placeholder' : 'malformed'
}

/** `https://mydomain.com/path` is what Daraja's own samples say; `<…>` and `your-…` are for people to fill in. */
function hasPlaceholderPath(rest: string): boolean {
  return rest === '/path' || /[<>]|\/your[-_]/i.test(rest)
}

function refused(reason: SwapRefusal): SwapResult {
  return { outcome: 'refused', reason }
}
