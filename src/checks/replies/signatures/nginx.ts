import type { Signature } from '../signature.ts'
import { enableSite, plainHttp } from './set-ups.ts'

const nginxPage = /<center>(?:nginx|openresty|tengine)/i
const nginxSource = 'recorded: nginx 1.22.1'
const certificateWanted = {
  code: 'edge/login-wall',
  by: 'nginx',
  status: [400],
  why: 'nginx asks callers for a client certificate, and Daraja has none.',
  fix: {
    summary: 'Set `ssl_verify_client off;` (or `optional`) for this host; with Cloudflare, authenticated origin pulls',
  },
} as const

/** Pages that nginx and its relatives write themselves; an app behind them does not. */
export const nginxSignatures: readonly Signature[] = [
  { ...certificateWanted, body: /<title>400 No required SSL certificate was sent/, source: nginxSource },
  {
    ...certificateWanted,
    body: /<title>400 The SSL certificate error/,
    source: 'nginx: ngx_http_special_response.c (496, 495)',
  },
  { ...plainHttp, by: 'nginx', body: /<title>400 The plain HTTP request was sent to HTTPS port/, source: nginxSource },
  { code: 'edge/bad-gateway', by: 'nginx', status: [502, 504], page: true, body: nginxPage, source: nginxSource },
  {
    code: 'edge/bad-gateway',
    by: 'nginx',
    status: [503],
    page: true,
    body: nginxPage,
    confidence: 'likely',
    why: 'nginx says 503 by itself for three reasons: an ingress finds no running app, a request limit (`limit_req`) is reached, or a maintenance switch is on.',
    source: nginxSource,
  },
  {
    code: 'edge/rate-limited',
    by: 'nginx',
    status: [429],
    page: true,
    body: nginxPage,
    fix: { summary: 'Take `limit_req` out of the location of the callback' },
    source: nginxSource,
  },
  {
    code: 'edge/login-wall',
    by: 'nginx',
    status: [401],
    page: true,
    body: nginxPage,
    fix: { summary: 'Set `auth_basic off;` in the location of the callback' },
    source: nginxSource,
  },
  {
    code: 'edge/waf-block',
    by: 'nginx',
    status: [403],
    page: true,
    body: nginxPage,
    confidence: 'likely',
    why: 'nginx itself refuses: a `deny` or `limit_except` rule, a folder without an index, or a file that it may not read.',
    fix: { summary: "Look for this request in nginx's error log, and take the rule off the location of the callback" },
    source: nginxSource,
  },
  {
    code: 'edge/body-rejected',
    by: 'nginx',
    status: [411, 413],
    page: true,
    body: nginxPage,
    fix: { summary: 'Raise `client_max_body_size` for the callback path' },
    source: nginxSource,
  },
  {
    code: 'edge/body-rejected',
    by: 'nginx',
    status: [400, 414, 431, 494],
    page: true,
    body: nginxPage,
    confidence: 'likely',
    why: 'nginx itself refuses the form of the request.',
    source: nginxSource,
  },
  {
    code: 'app/route-not-found',
    by: 'nginx',
    status: [404],
    page: true,
    body: nginxPage,
    why: 'nginx itself looked for a file of this name: no `location` hands the path to the app.',
    fix: {
      summary:
        'Add a `location` with `proxy_pass` (PHP: `try_files $uri /index.php?$query_string`) for the callback path',
    },
    source: nginxSource,
  },
  {
    code: 'edge/not-your-app',
    by: 'nginx',
    status: [405],
    page: true,
    body: nginxPage,
    confidence: 'likely',
    why: 'nginx itself has a file for this path, often the index.html of a front end, and files take no POST: the request does not get to the app.',
    fix: {
      summary:
        'Hand the callback path to the app: a `location` with `proxy_pass` (PHP: `fastcgi_pass`), before the one of the files',
    },
    source: nginxSource,
  },
  {
    code: 'app/server-error',
    by: 'nginx',
    status: [500],
    page: true,
    body: nginxPage,
    confidence: 'likely',
    why: 'nginx itself failed: a rewrite goes in circles, an `auth_request` fails, or connections run out.',
    fix: { summary: "Look for this request in nginx's error log" },
    source: nginxSource,
  },
  {
    code: 'edge/default-page',
    by: 'nginx',
    page: true,
    body: /<title>Welcome to (?:nginx|OpenResty)!?/i,
    fix: enableSite,
    source: nginxSource,
  },
]
