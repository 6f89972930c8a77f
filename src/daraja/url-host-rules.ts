import { parseIpv4, parseIpv6 } from './ip-address.ts'
import { type AddressClass, classifyAddress } from './private-addresses.ts'
import { findTestHost } from './test-hosts.ts'
import type { UrlParts } from './url-parts.ts'
import type { UrlContext, UrlProblem } from './url-problem.ts'

/** RFC 6761, RFC 8375, RFC 6762, and names that home routers, companies and container networks use. */
const localSuffixes = [
  'localhost',
  'local',
  'internal',
  'localdomain',
  'lan',
  'home',
  'home.arpa',
  'corp',
  'intranet',
  'private',
]

/** Public names that answer with 127.0.0.1, made for development. */
const loopbackNames = ['localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com']

const exampleDomains = ['example.com', 'example.org', 'example.net', 'domain.com', 'domain.tld', 'test.com']
const exampleTopLevels = ['example', 'test', 'invalid']

const exampleNouns =
  'domain|site|website|app|application|server|host|hostname|company|business|shop|store|url|subdomain|backend|api|tunnel|project|name|ngrok|callback'
/** Cheap to ask first: no other label can be an example. */
const exampleStart = /^(?:your|my|xxx|change|replace|placeholder)/
let exampleLabel: RegExp | undefined

function isExampleLabel(label: string): boolean {
  if (!exampleStart.test(label)) return false
  exampleLabel ??= new RegExp(
    `^(?:your-?(?:(?:${exampleNouns})-?)+(?:here)?|my-?(?:sub)?domain(?:-?name)?|x{3,}|change-?me|replace-?me|placeholder)$`,
  )
  return exampleLabel.test(label)
}

/** A hosting company's own domain, which looks like a stand-in and is none. */
const realHosts = ['your-server.de']

function isUnder(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`)
}

function isExampleHost(name: string): boolean {
  if (realHosts.some((host) => isUnder(name, host))) return false
  if ([...exampleDomains, ...exampleTopLevels].some((domain) => isUnder(name, domain))) return true
  return name.split('.').some(isExampleLabel)
}

function isAddress(name: string): boolean {
  return parseIpv4(name) !== undefined || parseIpv6(name) !== undefined
}

const addressNames: Readonly<Record<Exclude<AddressClass, 'public'>, string>> = {
  loopback: 'a loopback address',
  unspecified: 'an address that means this machine',
  private: 'a private address (RFC 1918)',
  'link-local': 'a link-local address',
  cgnat: 'a shared address behind a carrier (100.64.0.0/10)',
  'unique-local': 'a private IPv6 address',
  documentation: 'an address reserved for documentation',
  multicast: 'a multicast address',
  reserved: 'a reserved address',
}

type HostProblem = Pick<UrlProblem, 'code' | 'severity' | 'detail' | 'evidence'>

function judgeAddress({ name, host, url }: UrlParts): HostProblem {
  const kind = classifyAddress(name) ?? 'public'
  const evidence =
    host.toLowerCase() === url.hostname ? { address: name, kind } : { address: name, kind, written: host }
  if (kind === 'public') {
    return {
      code: 'url/bare-ip',
      severity: url.protocol === 'https:' ? 'error' : 'warning',
      detail: `The host is the IP address \`${name}\`, which hardly any certificate covers.`,
      evidence,
    }
  }
  const isLocal = kind === 'loopback' || kind === 'unspecified'
  return {
    code: isLocal ? 'url/local-address' : 'url/private-address',
    severity: 'error',
    detail: `\`${name}\` is ${addressNames[kind]}: Safaricom cannot reach it.`,
    evidence,
  }
}

/** The address that names such as `10.0.0.5.nip.io` or `app-192-168-1-7.sslip.io` answer with. */
function findEmbeddedAddress(name: string): string | undefined {
  if (!name.endsWith('.io')) return undefined
  const match = /(?:^|[.-])(\d{1,3}(?:[.-]\d{1,3}){3})\.(?:nip|sslip|xip)\.io$/.exec(name)
  return match?.[1]?.replaceAll('-', '.')
}

function judgeName(name: string): HostProblem | undefined {
  if (isExampleHost(name)) {
    const detail = `\`${name}\` is a stand-in, not a host of yours.`
    return { code: 'url/example-host', severity: 'error', detail, evidence: { host: name } }
  }
  const report = (kind: string, detail: string): HostProblem => ({
    code: 'url/local-address',
    severity: 'error',
    detail,
    evidence: { host: name, kind },
  })
  if (isUnder(name, 'localhost') || loopbackNames.some((host) => isUnder(name, host))) {
    return report('loopback', `\`${name}\` means the machine that asks: Safaricom would call itself.`)
  }
  if (localSuffixes.some((suffix) => isUnder(name, suffix))) {
    return report('local-name', `\`${name}\` exists in a local network only.`)
  }
  if (!name.includes('.')) {
    return report(
      'single-label',
      `\`${name}\` has no domain; such names exist inside a container or local network only.`,
    )
  }
  const embedded = findEmbeddedAddress(name)
  const kind = embedded === undefined ? undefined : classifyAddress(embedded)
  if (kind === undefined || kind === 'public') return undefined
  const isLocal = kind === 'loopback' || kind === 'unspecified'
  const detail = `\`${name}\` leads to ${embedded}, ${addressNames[kind]}.`
  return {
    code: isLocal ? 'url/local-address' : 'url/private-address',
    severity: 'error',
    detail,
    evidence: { host: name, address: embedded ?? null, kind },
  }
}

/** What kind of place the host is. At most one answer: local, private, a stand-in, a bare address or a test service. */
export function judgeHostPlace(parts: UrlParts, context: UrlContext): UrlProblem | undefined {
  const offset = parts.hostOffset
  if (isAddress(parts.name)) return { ...judgeAddress(parts), offset }
  const place = judgeName(parts.name)
  if (place) return { ...place, offset }
  const service = findTestHost(parts.name)
  if (!service) return undefined
  return {
    code: 'url/test-host',
    severity: context.environment === 'production' ? 'error' : 'info',
    detail: `\`${parts.name}\` belongs to the public test service ${service.provider}; Safaricom says it usually blocks those, above all in production.`,
    evidence: { host: parts.name, provider: service.provider, kind: service.kind },
    offset,
  }
}
