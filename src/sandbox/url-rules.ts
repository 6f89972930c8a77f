import { inspectCallbackUrl } from '../daraja/callback-url.ts'
import type { UrlProblemCode } from '../daraja/url-problem.ts'

/** What the validator of M-PESA Express was seen to refuse. Tunnels and plain http pass in the sandbox. */
const refusedByExpress: ReadonlySet<UrlProblemCode> = new Set([
  'url/malformed',
  'url/stray-characters',
  'url/local-address',
  'url/private-address',
  'url/example-host',
])

export interface UrlWishes {
  readonly api: 'stk' | 'c2b'
  readonly lenient: boolean
}

/** Whether Daraja takes a URL for callbacks. Lenient, it takes whatever a request can be sent to. */
export function takesUrl(url: string, { api, lenient }: UrlWishes): boolean {
  if (lenient) return URL.canParse(url) && /^https?:/i.test(url)
  return !inspectCallbackUrl(url, { environment: 'sandbox', api }).some(({ code }) => refusedByExpress.has(code))
}

const forbiddenWord = /m-?pesa|safaricom|exe|cmd|sql|query/i

/** The word for which the C2B page refuses a URL; undefined if there is none. */
export function forbiddenWordOf(url: string): string | undefined {
  return forbiddenWord.exec(url)?.[0].toUpperCase()
}
