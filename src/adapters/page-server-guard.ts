import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/*
 * Any web page that the user looks at can send requests to loopback. So: the address holds a secret (nobody else can name
 * it), `Host` is one of loopback (a name that was pointed here later is refused), and what changes something comes from the
 * page itself.
 */

/** 192 random bits. */
export function makeToken(): string {
  return randomBytes(24).toString('hex')
}

/** Takes as long for a wrong token as for the right one, of whatever length. */
export function isToken(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}

/** Whether a request was meant for this server, by a name that only means this machine. */
export function isOwnHost({ rawHeaders, headers }: IncomingMessage, port: number): boolean {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host')
  return hosts.length === 1 && ownHosts(port).includes(headers.host?.toLowerCase() ?? '')
}

function ownHosts(port: number): readonly string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  // Browsers leave out the port of http.
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]
}

/** Whether a reading request may be answered. Browsers say where it comes from; other clients say nothing. */
export function mayRead(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  // Opened by a link, for example of a terminal that is itself a web page. Nothing of it can be read there.
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

/** Whether a request that changes something comes from the page. */
export function mayWrite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  return headers.origin === `http://${headers.host?.toLowerCase()}`
}

/** With every answer: the page runs nothing but its own files, is shown in no frame, and is kept nowhere. */
export const guardingHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cache-Control': 'no-store',
}
