import type { Signature } from '../signature.ts'
import { passToPhp } from './set-ups.ts'

const noWho = 'words and headers of many products, so that who answered is not known'

/** Marks that no product has for itself; asked after everything that frameworks and products say by name. */
export const generalSignatures: readonly Signature[] = [
  {
    code: 'edge/not-your-app',
    by: 'a web server',
    status: [200],
    body: /^\s{0,99}<\?(?:php\b|=)/,
    why: 'The reply is the source of a PHP script: the server hands the file out in place of running it. Everyone can read it, with every key that stands in it.',
    fix: { ...passToPhp, summary: `${passToPhp.summary}, and change the keys that stand in the script` },
    source: 'recorded: lighttpd 1.4.69 and Caddy 2.6.2, which give a file to a POST, too',
  },
  {
    code: 'edge/default-page',
    by: 'a web server',
    page: true,
    body: /<title>(?:Index of \/|Web Server's Default Page|Welcome to CentOS|Default Web Site Page|(?:HTTP Server )?Test Page )/i,
    fix: { summary: 'Enable the virtual host of the app for this name' },
    source: 'recorded: Apache 2.4.71 (Index of); titles of Plesk, CentOS and cPanel',
  },

  {
    code: 'edge/challenge',
    by: 'a captcha page',
    status: [401, 403, 405, 429, 503],
    page: true,
    body: /g-recaptcha|\bhcaptcha\.com\/|<title>[^<]{0,99}Checking your browser|DDoS protection by|\bpx-captcha\b/i,
    confidence: 'likely',
    fix: { summary: 'Exempt the callback path in the bot protection' },
    source: noWho,
  },
  {
    code: 'edge/login-wall',
    by: 'a proxy',
    status: [401],
    headers: {
      'www-authenticate': /^(?:Basic|Digest|Negotiate|NTLM)\b/i,
      server: /nginx|apache|caddy|litespeed|lighttpd|openresty/i,
    },
    confidence: 'likely',
    fix: { summary: 'Turn the password off for the callback path (nginx: `auth_basic off;` in its location)' },
    source: 'recorded: Caddy 2.6.2; the app behind it may ask as well',
  },
  {
    code: 'edge/ip-allowlist',
    by: 'a firewall',
    status: [401, 403],
    body: /\b(?:ip|ip[ -]address|remote address|source address)\b[^<\n;]{0,40}\b(?:not (?:allowed|permitted|authori[sz]ed|(?:in the )?(?:white|allow)[ -]?list(?:ed)?|on the (?:white|allow)?[ -]?list)|(?:is|was|has been) (?:blocked|denied|rejected|forbidden|banned)|(?:white|allow)[ -]?list)|"rejectedIp"|\bnot from (?:safaricom|an allowed)|\b(?:untrusted|unauthori[sz]ed|invalid|unknown|forbidden|disallowed) (?:source |client |remote )?ip\b/i,
    confidence: 'likely',
    source: `${noWho}; callback handlers with a list of addresses use these words`,
  },
  {
    code: 'edge/waf-block',
    by: 'a firewall',
    status: [403, 405, 406, 429, 501, 503],
    page: true,
    body: /web application firewall|blocked by (?:the |our )?(?:security|firewall|waf)\b|\brequest (?:was |has been )?blocked\b/i,
    confidence: 'likely',
    source: noWho,
  },
  {
    code: 'edge/bad-gateway',
    by: 'the proxy',
    status: [200],
    body: /^(?:220[ -][^\r\n]{0,200}\bE?SMTP\b|SSH-2\.0-)/,
    why: 'The proxy hands on to a port where another service than the app speaks, and passes on its greeting.',
    source: 'recorded: Apache 2.4.71 and Squid 5.7 before a port that speaks SMTP; RFC 4253 for SSH',
  },
  {
    code: 'edge/bad-gateway',
    by: 'the proxy of a development server',
    status: [500, 502, 504],
    body: /^(?:Error occurred while (?:trying to )?proxy|Proxy error: Could not proxy request)/i,
    why: 'The development server runs, and the app that it passes requests to does not.',
    source: 'recorded: http-proxy-middleware 3.0.10; react-dev-utils for the second',
  },
  {
    code: 'edge/bad-gateway',
    by: 'the proxy',
    status: [502, 503, 504],
    page: true,
    body: /<(?:title|h1)>(?:50[234] )?(?:Bad Gateway|Gateway Time-?out|Service (?:Temporarily )?Unavailable|Proxy Error)/i,
    confidence: 'likely',
    source: noWho,
  },
  {
    code: 'edge/bad-gateway',
    by: 'the proxy',
    status: [502, 504],
    confidence: 'likely',
    source: 'RFC 9110: what a gateway says of the server behind it; an app that calls others may say so too',
  },
  {
    code: 'edge/bad-gateway',
    by: 'the proxy',
    status: [503],
    headers: { server: /nginx|apache|caddy|traefik|envoy|varnish|Google Frontend|openresty|litespeed|cloudflare/i },
    body: /^\s{0,9}(?:<|$)/,
    confidence: 'likely',
    source: `${noWho}; JSON is left to the app`,
  },
  {
    code: 'edge/body-rejected',
    by: 'the proxy',
    status: [411, 413],
    confidence: 'likely',
    source: 'RFC 9110: the length or the size of the body; a callback has about 1 KiB, which few apps refuse',
  },
]
