import type { CodeDefinition } from '../../core/finding.ts'

/** What can happen to a callback between the internet and the app. */
export const edgeCodes = {
  'edge/redirect': {
    severity: 'error',
    title: 'The callback URL redirects',
    why: 'Nothing says that Safaricom follows redirects, and whoever follows a 301 or 302 turns the POST into a GET without a body.',
    fix: 'Register the final URL, exactly as the server wants it',
  },
  'edge/challenge': {
    severity: 'error',
    title: 'Bot protection stands before the callback route',
    why: "The page wants a browser that runs JavaScript. Safaricom's servers are none, and the app never sees the callback.",
    fix: 'Exempt the callback path from bot protection and challenges',
  },
  'edge/waf-block': {
    severity: 'error',
    title: 'A firewall refuses the callback before the app sees it',
    why: 'The public URL refuses what the app would take; such rules often refuse every POST that comes from no browser.',
    fix: 'Add a rule to the firewall that lets POSTs to the callback path through',
  },
  'edge/login-wall': {
    severity: 'error',
    title: 'A login stands before the app',
    why: 'A protected preview, a staging password or single sign-on answers in place of the app; Safaricom cannot log in.',
    fix: 'Use the unprotected production domain, or exempt the callback path',
  },
  'edge/host-rejected': {
    severity: 'error',
    title: 'The app refuses the host name of the callback URL',
    why: 'The framework answers only for hosts on its list, and the public host is not on it.',
    fix: "Add the public host to the framework's list of allowed hosts",
  },
  'edge/ip-allowlist': {
    severity: 'error',
    title: 'Only addresses on a list get through',
    why: 'This machine was refused for its address. Whether Safaricom is let through depends on the list, and on the proxy passing on the real address; it cannot be seen from here.',
    fix: "See that the list has all of Safaricom's addresses, and that it is compared with the caller's address, not the proxy's",
  },
  'edge/bad-gateway': {
    severity: 'error',
    title: 'The proxy does not reach the app',
    why: 'The proxy or CDN answers with an error of its own: the app behind it does not run, is overloaded, or is looked for at another address.',
    fix: "Start the app, and compare the address in the proxy's configuration with the one that the app listens on",
  },
  'edge/default-page': {
    severity: 'error',
    title: 'A default page answers in place of the app',
    why: 'The web server or host has a page of its own for this name or for every path; the request never reaches the app.',
    fix: 'Point the host name at the app, and the callback path with it',
  },
  'edge/timeout': {
    severity: 'error',
    title: 'The callback URL does not answer in time',
    why: 'The request was sent and no answer came. Safaricom does not wait for ever, and a lost callback is hardly ever sent again.',
    fix: "Find where the request gets stuck: the proxy's log shows whether it arrived, the app's whether it was passed on",
  },
  'edge/connection-closed': {
    severity: 'error',
    title: 'The connection ends without a proper answer',
    why: 'Whoever answers for the URL hung up or sent something that is no HTTP reply; to Safaricom the delivery has failed.',
    fix: 'Look into the log of the proxy or tunnel for this request',
  },
  'edge/cold-start': {
    severity: 'warning',
    title: 'The first answer is slow because the app has to wake up',
    why: 'Hosts that put idle apps to sleep need seconds for the first request, and a callback is often the first in a while.',
    fix: 'Keep the app awake with a regular request, or use a plan that does not put it to sleep',
  },
  'edge/body-rejected': {
    severity: 'error',
    title: 'The body of the callback is refused before the app reads it',
    why: 'A proxy refuses the length, size or content type of an ordinary callback.',
    fix: 'Let the proxy take `application/json` bodies with a Content-Length on the callback path',
  },
  'edge/rate-limited': {
    severity: 'error',
    title: 'A rate limit in front of the app refuses the callback',
    why: 'Safaricom calls from a handful of addresses, so that a limit per address hits it first.',
    fix: 'Exempt the callback path from the rate limit',
  },
  'edge/not-your-app': {
    severity: 'error',
    title: 'Something else than your app answers at the callback URL',
    why: 'The same POST was answered differently by the app on this machine: the URL leads to another app, port or version.',
    fix: 'Point the tunnel or proxy at the port of this app, or deploy this version',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>
