import type { CodeDefinition } from '../../core/finding.ts'
import type { UrlProblemCode } from '../../daraja/url-problem.ts'

/** What each fault of a URL's text means for a callback; the three url checks share out the codes. */
export const urlCodes = {
  'url/malformed': {
    severity: 'error',
    title: 'The callback URL is not a valid URL',
    why: 'Daraja answers `400.002.02 Invalid CallBackURL`, and no prompt is sent.',
    fix: 'Write it in full: `https://` + host + path of the callback route',
  },
  'url/stray-characters': {
    severity: 'error',
    title: 'The callback URL has characters in it that do not belong there',
    why: 'A blank, quote or invisible character is sent along; Daraja answers `Invalid CallBackURL`, or calls an address that does not exist.',
    fix: 'Write the URL without them, and a blank that is meant as `%20`',
  },
  'url/userinfo': {
    severity: 'error',
    title: 'The callback URL has a user or password in it',
    why: 'Safaricom sends no login, and what looks like one moves the host to behind the `@`.',
    fix: 'Take everything up to and including the `@` out of the URL',
  },
  'url/fragment': {
    severity: 'error',
    title: 'The callback URL has a `#` part',
    why: 'What follows a `#` never reaches a server.',
    fix: 'Take the `#` and what follows it out of the URL, or move it into the path',
  },
  'url/odd-path': {
    severity: 'warning',
    title: 'The path of the callback URL is unusual',
    why: 'Servers and proxies decode `//`, `..` and encoded blanks differently, so the app may see another path.',
    fix: 'Use a plain path such as `/api/payments/callback`',
  },
  'url/local-address': {
    severity: 'error',
    title: 'The callback URL points at your own machine',
    why: 'Safaricom calls from the internet; to its servers `localhost` and names of a private network mean something else or nothing.',
    fix: 'Give the app a public URL',
  },
  'url/private-address': {
    severity: 'error',
    title: 'The callback URL points into a private network',
    why: 'Addresses such as 192.168.x.x cannot be reached from the internet.',
    fix: 'Give the app a public URL',
  },
  'url/example-host': {
    severity: 'error',
    title: 'The callback URL still has an example host',
    why: 'The callback goes to somebody else, or nowhere.',
    fix: 'Put in the host on which your app is reachable',
  },
  'url/bare-ip': {
    severity: 'error',
    title: 'The callback URL has an IP address for a host',
    why: 'Hardly any certificate covers an IP address, so the TLS connection fails.',
    fix: 'Use a domain name with a certificate',
  },
  'url/test-host': {
    severity: 'info',
    title: 'The callback URL is that of a tunnel or a request tester',
    why: 'Safaricom says that it blocks such hosts, above all in production; in the sandbox ngrok is in daily use.',
    fix: 'For production use a domain of your own',
  },
  'url/not-https': {
    severity: 'error',
    title: 'The callback URL is not https',
    why: 'Production calls https only; the sandbox may take http.',
    fix: 'Put `https://` in front, and see that the host has a valid certificate',
  },
  'url/unusual-port': {
    severity: 'warning',
    title: 'The callback URL has an unusual port',
    why: 'Nothing says that Safaricom connects to ports other than 443, and reports of such URLs end without a callback.',
    fix: 'Put a reverse proxy on port 443 in front of the app',
  },
  'url/uppercase-host': {
    severity: 'warning',
    title: 'The host of the callback URL has capital letters',
    why: 'One report says that Daraja refused such a URL; lower case is always right.',
    fix: 'Write the host in lower case',
  },
  'url/forbidden-word': {
    severity: 'info',
    title: 'The callback URL has a word that Safaricom filters',
    why: 'C2B registration refuses URLs with `mpesa`, `safaricom`, `exe`, `cmd`, `sql` or `query` in them. For M-PESA Express such URLs work today.',
    fix: 'For C2B choose a path without these words, e.g. `/pay/confirm`',
  },
} as const satisfies Readonly<Record<UrlProblemCode, CodeDefinition>>

/** The definitions of some of the codes, with their literal names. */
export function pickUrlCodes<const K extends UrlProblemCode>(...names: readonly K[]): Pick<typeof urlCodes, K> {
  return Object.fromEntries(names.map((name) => [name, urlCodes[name]])) as Pick<typeof urlCodes, K>
}
