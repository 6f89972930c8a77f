import type { Signature } from '../signature.ts'
import { apacheSignatures } from './apache.ts'
import { nginxSignatures } from './nginx.ts'
import { enableSite, plainHttp } from './set-ups.ts'

const haproxySource = 'recorded: HAProxy 2.6.12'
const iisSource = 'learn.microsoft.com/iis: HTTP status codes'

/** Pages and texts that web servers and proxies write themselves; an app behind them does not. */
export const serverSignatures: readonly Signature[] = [
  ...nginxSignatures,
  ...apacheSignatures,
  // lighttpd.
  ...(
    [
      [[502, 503, 504], 'edge/bad-gateway'],
      [[401], 'edge/login-wall'],
      [[403], 'edge/waf-block'],
      [[411, 413], 'edge/body-rejected'],
    ] as const
  ).map(
    ([status, code]): Signature => ({
      code,
      by: 'lighttpd',
      status,
      headers: { server: /^lighttpd/ },
      page: true,
      body: /^<\?xml version="1\.0" encoding="iso-8859-1"\?>/,
      confidence: 'likely',
      source: 'recorded: lighttpd 1.4.69',
    }),
  ),
  // HAProxy: no server header, but sentences of its own.
  {
    code: 'edge/bad-gateway',
    by: 'HAProxy',
    status: [502, 503, 504],
    body: /<\/h1>\n(?:No server is available to handle this request|The server didn't respond in time|The server returned an invalid or incomplete response)/,
    source: haproxySource,
  },
  {
    code: 'edge/waf-block',
    by: 'HAProxy',
    status: [403],
    body: /<\/h1>\nRequest forbidden by administrative rules/,
    fix: { summary: 'Exempt the callback path from the `http-request deny` rule' },
    source: haproxySource,
  },
  {
    code: 'edge/login-wall',
    by: 'HAProxy',
    status: [401],
    body: /<\/h1>\nYou need a valid user and password to access this content/,
    source: haproxySource,
  },
  {
    code: 'edge/rate-limited',
    by: 'HAProxy',
    status: [429],
    body: /<\/h1>\nYou have sent too many requests in a given amount of time/,
    source: haproxySource,
  },
  // Varnish, and Fastly which is made of it.
  {
    code: 'edge/bad-gateway',
    by: 'Varnish',
    status: [500, 502, 503, 504],
    page: true,
    body: /<h3>Guru Meditation:<\/h3>/,
    source: 'recorded: Varnish 7.1.1',
  },
  {
    code: 'edge/waf-block',
    by: 'Varnish',
    status: [403, 405],
    page: true,
    body: /<h3>Guru Meditation:<\/h3>/,
    why: 'Varnish itself refuses: its configuration lets this method, path or address not through.',
    confidence: 'likely',
    source: 'recorded: Varnish 7.1.1',
  },
  {
    code: 'edge/default-page',
    by: 'Fastly',
    status: [404, 500],
    body: /Fastly error: unknown domain/,
    fix: { summary: 'Add this host to the Fastly service' },
    source: 'docs.fastly.com: common error messages',
  },
  // Squid.
  {
    code: 'edge/waf-block',
    by: 'Squid',
    headers: { 'x-squid-error': /^ERR_ACCESS_DENIED/ },
    source: 'recorded: Squid 5.7',
  },
  {
    code: 'edge/bad-gateway',
    by: 'Squid',
    headers: { 'x-squid-error': /^ERR_/ },
    status: [500, 502, 503, 504],
    source: 'recorded: Squid 5.7',
  },
  // Caddy answers without a body.
  {
    code: 'edge/bad-gateway',
    by: 'Caddy',
    status: [502, 504],
    headers: { server: /^Caddy/ },
    body: /^$/,
    source: 'recorded: Caddy 2.6.2',
  },
  // Traefik, Envoy, Go.
  {
    code: 'edge/bad-gateway',
    by: 'Traefik',
    status: [503],
    body: /^no available server\s{0,3}$/,
    source: 'doc.traefik.io: services without a healthy server',
  },
  {
    code: 'edge/bad-gateway',
    by: 'Envoy',
    status: [502, 503, 504],
    body: /^(?:upstream connect error or disconnect\/reset before headers|no healthy upstream|upstream request timeout|no_healthy_upstream)/,
    source: 'envoyproxy.io: response flags and local replies',
  },
  {
    code: 'edge/waf-block',
    by: 'Envoy',
    status: [403],
    body: /^RBAC: access denied/,
    fix: { summary: 'Allow POSTs to the callback path in the authorization policy' },
    source: 'envoyproxy.io: RBAC filter',
  },
  {
    ...plainHttp,
    by: 'a server in Go',
    body: /^Client sent an HTTP request to an HTTPS server\./,
    source: 'Go: net/http, server.go',
  },
  // IIS and http.sys.
  {
    code: 'edge/ip-allowlist',
    by: 'IIS',
    status: [403],
    page: true,
    body: /403\.6 - Forbidden|IP address of the client has been rejected/i,
    source: iisSource,
  },
  {
    code: 'edge/waf-block',
    by: 'IIS',
    status: [403],
    page: true,
    body: /<h2>403 - Forbidden: Access is denied\.<\/h2>/i,
    confidence: 'likely',
    source: iisSource,
  },
  {
    code: 'edge/login-wall',
    by: 'IIS',
    status: [401],
    page: true,
    body: /<h2>401 - Unauthorized: Access is denied/i,
    source: iisSource,
  },
  {
    code: 'edge/bad-gateway',
    by: 'IIS',
    status: [502],
    page: true,
    body: /502 - Web server received an invalid response while acting as a gateway/i,
    source: iisSource,
  },
  {
    code: 'edge/bad-gateway',
    by: 'IIS',
    status: [500, 502, 503],
    page: true,
    body: /HTTP Error 50(?:0\.3\d|2\.5) - /i,
    why: 'IIS runs, and the ASP.NET Core app behind it does not start.',
    fix: { summary: 'Read the stdout log of the app (`stdoutLogEnabled` in web.config) and mend its start' },
    source: 'learn.microsoft.com/aspnet/core: troubleshoot on IIS (500.30 to 500.39, 502.5)',
  },
  {
    code: 'edge/bad-gateway',
    by: 'IIS',
    status: [503],
    page: true,
    body: /HTTP Error 503\. The service is unavailable\./i,
    why: 'The application pool is stopped.',
    fix: { summary: 'Start the application pool' },
    source: iisSource,
  },
  // LiteSpeed, on most shared hosts with cPanel.
  {
    code: 'edge/waf-block',
    by: 'LiteSpeed',
    status: [403],
    page: true,
    body: /Proudly powered by LiteSpeed Web Server/i,
    confidence: 'likely',
    why: 'The web server itself refuses: a rule in .htaccess, ModSecurity, or a file that it may not read.',
    fix: { summary: 'Ask the hosting company which rule refuses POSTs to the callback path' },
    source: "LiteSpeed's error page (wafw00f: LiteSpeed)",
  },
  {
    code: 'edge/bad-gateway',
    by: 'LiteSpeed',
    status: [503],
    page: true,
    body: /Proudly powered by LiteSpeed Web Server/i,
    confidence: 'likely',
    source: "LiteSpeed's error page; its 503 is an overloaded or dead PHP process",
  },
  {
    code: 'edge/rate-limited',
    by: 'CloudLinux',
    status: [508],
    body: /Resource Limit Is Reached/i,
    why: 'The hosting account has used up its share of processes or memory.',
    fix: { summary: 'Find what uses up the resources of the hosting account, or raise the plan' },
    source: 'docs.cloudlinux.com: 508 Resource Limit Is Reached',
  },
  {
    code: 'edge/default-page',
    by: 'IIS',
    page: true,
    body: /<title>IIS (?:Windows(?: Server)?|\d)/i,
    fix: enableSite,
    source: 'IIS: iisstart.htm',
  },
]
