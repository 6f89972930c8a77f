import type { Confidence } from '../../core/finding.ts'
import { findFramework } from './frameworks.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { Marks, Signature } from './signature.ts'
import { hasMarks, present } from './signature.ts'
import { amazonSignatures } from './signatures/amazon.ts'
import { cloudflareSignatures } from './signatures/cloudflare.ts'
import { firewallSignatures } from './signatures/firewalls.ts'
import { hostSignatures } from './signatures/hosts.ts'
import { parkingSignatures } from './signatures/parking.ts'
import { serverSignatures } from './signatures/servers.ts'
import { tunnelGatewaySignatures, tunnelSignatures } from './tunnel-signatures.ts'

export type AnswererKind = 'tunnel' | 'cdn' | 'host' | 'server' | 'firewall' | 'framework'

/** Who wrote a reply, apart from what it means: a 404 or a 200 has an author, too. */
export interface Answerer {
  readonly name: string
  readonly kind: AnswererKind
  /**
   * - `certain`: it wrote the reply itself; nobody else writes so
   * - `likely`: what it writes, an app could write, too
   * - `possible`: it is on the way, and adds its name to the replies of the app as well
   */
  readonly confidence: Confidence
}

interface AnswererRow extends Marks {
  readonly name: string
  readonly kind: AnswererKind
  readonly confidence?: Confidence
}

const groups: readonly (readonly [AnswererKind, readonly Signature[]])[] = [
  ['tunnel', tunnelSignatures],
  ['cdn', cloudflareSignatures],
  ['firewall', firewallSignatures],
  ['host', amazonSignatures],
  ['host', hostSignatures],
  ['host', parkingSignatures],
  ['server', serverSignatures],
  ['tunnel', tunnelGatewaySignatures],
]

/** What servers write themselves at statuses that have no meaning of their own in the tables: 301, 404, 405, 500. */
const ownPages: readonly AnswererRow[] = [
  { name: 'ngrok', kind: 'tunnel', headers: { 'ngrok-error-code': /^ERR_/ } },
  { name: 'Cloudflare', kind: 'cdn', headers: { server: /^cloudflare/i }, body: /^\s{0,9}error code: \d{3,4}\b/ },
  { name: 'Cloudflare', kind: 'cdn', body: /<hr><center>cloudflare/i },
  { name: 'CloudFront', kind: 'cdn', headers: { server: /^CloudFront$/ } },
  { name: 'Vercel', kind: 'host', headers: { 'x-vercel-error': present } },
  { name: 'AWS load balancer', kind: 'host', headers: { server: /^awselb\// } },
  { name: 'OpenResty', kind: 'server', body: /<hr><center>openresty/i },
  { name: 'Tengine', kind: 'server', body: /<hr><center>tengine/i },
  { name: 'nginx', kind: 'server', body: /<hr><center>nginx/i },
  { name: 'Apache', kind: 'server', page: true, body: /<address>Apache\b[^<]{0,99}<\/address>/ },
  {
    name: 'Apache',
    kind: 'server',
    headers: { server: /^Apache\b/ },
    body: /^<!DOCTYPE HTML PUBLIC [^>]{0,99}>\n<html><head>\n<title>\d{3} [^<]{2,60}<\/title>\n<\/head><body>\n<h1>/,
  },
  {
    name: 'lighttpd',
    kind: 'server',
    headers: { server: /^lighttpd/ },
    body: /^<\?xml version="1\.0" encoding="iso-8859-1"\?>/,
  },
  { name: 'LiteSpeed', kind: 'server', page: true, body: /Proudly powered by LiteSpeed Web Server/i },
  { name: 'Varnish', kind: 'server', page: true, body: /<h3>Guru Meditation:<\/h3>/ },
  {
    name: 'HAProxy',
    kind: 'server',
    body: /^<html><body><h1>\d{3} [^<]{2,60}<\/h1>\n[^<]{1,200}\n<\/body><\/html>\s{0,3}$/,
  },
  { name: 'Squid', kind: 'server', headers: { 'x-squid-error': present } },
  { name: 'IIS', kind: 'server', headers: { server: /^Microsoft-HTTPAPI/ } },
  {
    name: 'IIS',
    kind: 'server',
    headers: { server: /^Microsoft-IIS/ },
    body: /<h2>\d{3} - [^<]{2,200}<\/h2>|<title>IIS [\d.]{1,9} Detailed Error/,
  },
  {
    name: 'Caddy',
    kind: 'server',
    status: [301, 308, 403, 404, 405],
    headers: { server: /^Caddy/ },
    body: /^$/,
    confidence: 'likely',
  },
]

/** Names that are added to replies of the app as well. */
const onTheWay: readonly AnswererRow[] = [
  { name: 'Vercel', kind: 'host', headers: { 'x-vercel-id': present } },
  { name: 'Netlify', kind: 'host', headers: { 'x-nf-request-id': present } },
  { name: 'Heroku', kind: 'host', headers: { via: /\b(?:vegur|heroku-router)\b/ } },
  { name: 'Render', kind: 'host', headers: { 'x-render-origin-server': present } },
  { name: 'Render', kind: 'host', headers: { 'rndr-id': present } },
  { name: 'Railway', kind: 'host', headers: { server: /^railway-edge/ } },
  { name: 'Fly.io', kind: 'host', headers: { 'fly-request-id': present } },
  { name: 'PythonAnywhere', kind: 'host', headers: { server: /^PythonAnywhere/ } },
  { name: 'Google', kind: 'host', headers: { server: /^Google Frontend/ } },
  { name: 'Cloudflare', kind: 'cdn', headers: { server: /^cloudflare/i } },
  { name: 'Cloudflare', kind: 'cdn', headers: { 'cf-ray': present } },
  { name: 'CloudFront', kind: 'cdn', headers: { 'x-amz-cf-id': present } },
  { name: 'Varnish', kind: 'server', headers: { via: /\bvarnish\b/i } },
  { name: 'Squid', kind: 'server', headers: { via: /\(squid\b/i } },
  { name: 'OpenResty', kind: 'server', headers: { server: /^openresty/i } },
  { name: 'nginx', kind: 'server', headers: { server: /^nginx/i } },
  { name: 'Apache', kind: 'server', headers: { server: /^Apache\b/i } },
  { name: 'LiteSpeed', kind: 'server', headers: { server: /^LiteSpeed/i } },
  { name: 'lighttpd', kind: 'server', headers: { server: /^lighttpd/i } },
  { name: 'Caddy', kind: 'server', headers: { server: /^Caddy/i } },
  { name: 'IIS', kind: 'server', headers: { server: /^Microsoft-IIS/i } },
  { name: 'Envoy', kind: 'server', headers: { server: /^(?:istio-)?envoy/i } },
]

/** Who wrote a reply, by the marks in it; undefined if nobody left one. */
export function whoAnswered(reply: ReplyFacts, provider?: string): Answerer | undefined {
  const own = ownPages.find((row) => hasMarks(row, reply, provider))
  return (
    fromTables(reply, provider, 'certain') ??
    (own && { name: own.name, kind: own.kind, confidence: own.confidence ?? 'certain' }) ??
    fromTables(reply, provider, 'likely') ??
    fromFramework(reply) ??
    fromHeaders(reply) ??
    fromTables(reply, provider, 'possible')
  )
}

function fromTables(reply: ReplyFacts, provider: string | undefined, confidence: Confidence): Answerer | undefined {
  for (const [kind, table] of groups) {
    const row = table.find(
      (signature) => (signature.confidence ?? 'certain') === confidence && hasMarks(signature, reply, provider),
    )
    if (row !== undefined) return { name: row.by, kind, confidence }
  }
  return undefined
}

function fromFramework(reply: ReplyFacts): Answerer | undefined {
  const name = findFramework(reply)
  return name === undefined ? undefined : { name, kind: 'framework', confidence: 'likely' }
}

function fromHeaders(reply: ReplyFacts): Answerer | undefined {
  const row = onTheWay.find((passing) => hasMarks(passing, reply, undefined))
  return row === undefined ? undefined : { name: row.name, kind: row.kind, confidence: 'possible' }
}
