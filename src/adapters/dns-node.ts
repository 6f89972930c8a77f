import { lookup, Resolver } from 'node:dns/promises'
import type { Address, DnsAnswer, DnsPort } from '../core/ports.ts'

type FailureCode = Extract<DnsAnswer, { kind: 'failure' }>['code']

/** Codes of getaddrinfo and c-ares. EAI_AGAIN says no more than that no usable answer came. */
const failureCodes: Readonly<Record<string, FailureCode>> = {
  ENOTFOUND: 'not-found',
  ENODATA: 'no-address',
  ESERVFAIL: 'server-failure',
  EAI_AGAIN: 'server-failure',
  EAI_FAIL: 'server-failure',
  EFORMERR: 'server-failure',
  EBADRESP: 'server-failure',
  ENOTIMP: 'server-failure',
  ETIMEOUT: 'timed-out',
  EREFUSED: 'refused',
  ECONNREFUSED: 'refused',
}

/** If A and AAAA fail differently, the earlier in this list tells more. */
const telling: readonly FailureCode[] = ['not-found', 'no-address', 'refused', 'server-failure', 'timed-out']

type Outcome = { readonly addresses: readonly Address[] } | { readonly systemCode: string }

const limitReached = 'LIMIT'

/** Asks for the addresses of a name, as other programs of this machine do or at given servers. Never rejects. */
export function createDnsNode(): DnsPort {
  return {
    async resolve(host, { servers, limitMs, signal }) {
      const startedAt = performance.now()
      const outcome =
        servers === undefined || servers.length === 0
          ? await withinLimit(askSystem(host), limitMs, signal)
          : await askServers(host, servers, limitMs, signal)
      const common = { ms: Math.round(performance.now() - startedAt), resolver: servers?.join(', ') ?? 'this machine' }
      if ('addresses' in outcome) return { kind: 'addresses', addresses: outcome.addresses, ...common }
      return { kind: 'failure', code: toFailureCode(outcome.systemCode), systemCode: outcome.systemCode, ...common }
    },
  }
}

function toFailureCode(systemCode: string): FailureCode {
  if (systemCode === limitReached || systemCode === 'ABORT_ERR') return 'timed-out'
  return failureCodes[systemCode] ?? 'server-failure'
}

async function askSystem(host: string): Promise<Outcome> {
  try {
    const found = await lookup(host, { all: true, verbatim: true })
    return { addresses: found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })) }
  } catch (error) {
    return { systemCode: codeOf(error) }
  }
}

async function askServers(
  host: string,
  servers: readonly string[],
  limitMs: number,
  signal: AbortSignal,
): Promise<Outcome> {
  const resolver = new Resolver({ timeout: Math.max(50, Math.round(limitMs / 2)), tries: 2 })
  try {
    resolver.setServers([...servers])
  } catch (error) {
    return { systemCode: codeOf(error) }
  }
  const families = [ask(4, resolver.resolve4(host)), ask(6, resolver.resolve6(host))]
  try {
    // Each family has its own limit, so that one that is never answered does not hide the other.
    return combine(await Promise.all(families.map((family) => withinLimit(family, limitMs, signal))))
  } finally {
    resolver.cancel()
  }
}

async function ask(family: 4 | 6, query: Promise<string[]>): Promise<Outcome> {
  try {
    return { addresses: (await query).map((address) => ({ address, family })) }
  } catch (error) {
    return { systemCode: codeOf(error) }
  }
}

function combine(outcomes: readonly Outcome[]): Outcome {
  const addresses = outcomes.flatMap((outcome) => ('addresses' in outcome ? outcome.addresses : []))
  if (addresses.length > 0) return { addresses }
  const codes = outcomes.map((outcome) => ('systemCode' in outcome ? outcome.systemCode : 'ENODATA'))
  const rank = (code: string) => telling.indexOf(toFailureCode(code))
  return { systemCode: codes.sort((a, b) => rank(a) - rank(b))[0] ?? 'ENODATA' }
}

/** getaddrinfo cannot be cancelled; its answer is then dropped. */
function withinLimit(outcome: Promise<Outcome>, limitMs: number, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const settle = (result: Outcome) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(result)
    }
    const abort = () => settle({ systemCode: 'ABORT_ERR' })
    const timer = setTimeout(() => settle({ systemCode: limitReached }), limitMs)
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    else outcome.then(settle)
  })
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}
