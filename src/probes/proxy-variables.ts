import { parseIpv4 } from '../daraja/ip-address.ts'
import { classifyAddress, isInIpv4Range } from '../daraja/private-addresses.ts'

type Variables = Readonly<Record<string, string | undefined>>

export interface ProxySetting {
  /** As it is spelt in the shell. */
  readonly variable: string
  /** Host and port, never the login. */
  readonly address: string
}

interface Target {
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

/** As curl asks for them: lower case first, the scheme's own before the one for all. */
const forHttps = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const
const forHttp = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'] as const

/** The proxy that programs which ask the shell would take to this host; undefined if none, or if NO_PROXY exempts it. */
export function findProxy(variables: Variables, target: Target): ProxySetting | undefined {
  if (target.host.toLowerCase() === 'localhost' || classifyAddress(target.host) === 'loopback') return undefined
  for (const variable of target.secure ? forHttps : forHttp) {
    const value = variables[variable]?.trim()
    // An empty value switches the proxy off.
    if (value === undefined) continue
    if (value === '' || isExempt(variables, target)) return undefined
    return { variable, address: withoutLogin(value) }
  }
  return undefined
}

function withoutLogin(value: string): string {
  const text = value.includes('://') ? value : `http://${value}`
  if (!URL.canParse(text)) return 'a proxy'
  const { protocol, host } = new URL(text)
  return host === '' ? 'a proxy' : `${protocol}//${host}`
}

function isExempt(variables: Variables, target: Target): boolean {
  const list = variables.no_proxy ?? variables.NO_PROXY ?? ''
  return list.split(/[\s,]+/).some((entry) => entry !== '' && matches(entry, target))
}

/** `*`, a domain with or without a leading dot, with or without a port, an address, or a block of IPv4 addresses. */
function matches(entry: string, { host, port }: Target): boolean {
  if (entry === '*') return true
  const name = host.toLowerCase().replace(/\.$/, '')
  const block = /^(.+)\/(\d{1,2})$/.exec(entry)
  const address = parseIpv4(name)
  if (block !== null) {
    const bits = Number(block[2])
    return address !== undefined && bits <= 32 && isInIpv4Range(address, block[1] ?? '', bits)
  }
  const [, pattern = entry, onlyPort] = /^\[?([^\]]+?)\]?(?::(\d+))?$/.exec(entry) ?? []
  const isAddress = classifyAddress(entry) !== undefined
  if (!isAddress && onlyPort !== undefined && Number(onlyPort) !== port) return false
  const domain = (isAddress ? entry : pattern)
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/\.$/, '')
  return name === domain || (address === undefined && name.endsWith(`.${domain}`))
}
