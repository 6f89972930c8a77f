import type { Confidence, Fix } from '../../core/finding.ts'
import { placeOf, withoutLastSlash } from './fixes/place.ts'
import { frameworkFix } from './framework-fixes.ts'
import type { Framework } from './frameworks.ts'
import type { Side } from './side.ts'
import { variantOf } from './side.ts'

/**
 * Where a 3xx leads.
 * - `final`: to the same path in another form (scheme, name of the same domain, last slash, capitals), which can be registered
 * - `loop`: to the URL that was called · `away`: to something else · `nowhere`: it names no place
 */
type Redirect =
  | { readonly kind: 'final'; readonly to: URL; readonly from: URL }
  | { readonly kind: 'away'; readonly from: URL }
  | { readonly kind: 'loop'; readonly from: URL }
  | { readonly kind: 'nowhere'; readonly from: URL }

export interface RedirectReason {
  readonly why?: string
  readonly confidence?: Confidence
}

function readRedirect(side: Side): Redirect {
  const from = new URL(side.post.url)
  from.hash = ''
  const location = side.reply?.headers.get('location')
  const isRedirect = side.reply?.status !== 300 && side.reply?.status !== 304
  if (!isRedirect || location === undefined || !URL.canParse(location, from.href)) return { kind: 'nowhere', from }
  const to = new URL(location, from)
  to.hash = ''
  // Behind a proxy that ends TLS apps write http into their redirects.
  if (from.protocol === 'https:' && to.host === from.host) to.protocol = 'https:'
  if (to.href === from.href) return { kind: 'loop', from }
  const isSame = isSameSite(to.hostname, from.hostname) && barePath(to) === barePath(from)
  return isSame && /^https?:$/.test(to.protocol) ? { kind: 'final', to, from } : { kind: 'away', from }
}

/** Why a redirect loses callbacks, where the code's own reason does not say it. */
export function explainRedirect(side: Side): RedirectReason {
  const redirect = readRedirect(side)
  if (redirect.kind === 'loop')
    return {
      why: 'The redirect leads to the URL that was called, for ever: the app takes the request for plain http, because the proxy does not tell it that the caller used https.',
      confidence: 'likely',
    }
  if (redirect.kind === 'nowhere')
    return {
      why: `${side.reply?.status ?? 'The status'} names no other place that could be registered; to Safaricom it is no success, and the callback is lost.`,
    }
  if (redirect.kind === 'final') return {}
  const sibling = variantOf(side, 'sibling')
  const location = side.reply?.headers.get('location')
  if (sibling?.status === side.reply?.status && sibling?.headers.get('location') === location)
    return {
      why: 'A path that does not exist is sent to the same place: no route takes the callback, or whoever is not logged in is sent away.',
      confidence: 'likely',
    }
  return {
    why: 'The redirect leads to something else than the callback route: an unknown path or a guest is sent away, or a language is put before the path.',
    confidence: 'likely',
  }
}

const forwardScheme = 'proxy_set_header X-Forwarded-Proto $scheme;'
const djangoTrust = 'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")'

/** The URL to register where it is the same path; else what to change on the server. */
export function redirectFix(side: Side, framework: Framework | undefined): Fix {
  const redirect = readRedirect(side)
  const { from } = redirect
  if (redirect.kind === 'loop')
    return framework?.startsWith('Django') === true
      ? {
          summary:
            'Let the proxy name the scheme (nginx, beside `proxy_pass`: the first line), and Django believe it (`settings.py`: the second)',
          code: `${forwardScheme}\n${djangoTrust}`,
        }
      : {
          summary:
            'Let the proxy name the scheme (nginx: this line beside `proxy_pass`), and the app trust it; or take the redirect to https out of the app',
          code: forwardScheme,
        }
  if (redirect.kind === 'nowhere')
    return { summary: `Find what answers ${side.reply?.status ?? '3xx'} to a POST, and answer the callback with 200` }
  if (redirect.kind === 'away')
    return {
      summary:
        'Register the route for POST at this path, outside the login and before whatever sends unknown paths away; the target of the redirect is not the callback URL',
    }
  const { to } = redirect
  const summary = `Set \`MPESA_CALLBACK_URL\` to ${to.href}`
  const isSlash = to.host === from.host && withoutLastSlash(to.pathname) === withoutLastSlash(from.pathname)
  const other = isSlash && framework !== undefined ? frameworkFix('edge/redirect', framework, placeOf(from)) : undefined
  if (other?.code === undefined) return { summary }
  return { summary: `${summary}, or change the app: ${lowerFirst(other.summary)}`, code: other.code }
}

/** `www.` more or less, or two names below one domain: what may be registered by anybody (`co.ke`) is none. */
function isSameSite(a: string, b: string): boolean {
  const [one, other] = [a, b].map((host) =>
    host
      .replace(/^www\./, '')
      .split('.')
      .toReversed(),
  )
  if (one === undefined || other === undefined || one.join() === other.join()) return true
  const differing = one.findIndex((label, index) => label !== other[index])
  const shared = differing === -1 ? one.length : differing
  const isPublic = shared === 2 && (one[0]?.length ?? 0) === 2 && (one[1]?.length ?? 0) <= 3
  return shared >= 2 && !isPublic && /[a-z]/i.test(one[0] ?? '')
}

function barePath({ pathname }: URL): string {
  return withoutLastSlash(pathname.replaceAll(/\/{2,}/g, '/')).toLowerCase()
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
