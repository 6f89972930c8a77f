import { lookup, Resolver } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import type { Address, DirectAnswer, DnsAnswer, DnsPort } from '../core/dns-port.ts'

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
const abortCode = 'ABORT_ERR'
/** For the question that only explains a failure. */
const directLimitMs = 1_000

/** Asks for the addresses of a name, as other programs of this machine do or at given servers. Never rejects. */
export function createDnsNode(): DnsPort {
  return {
    async resolve(host, { servers, explain = false, limitMs, signal }) {
      const startedAt = performance.now()
      const direct = explain ? planDirectQuestion(host, servers, limitMs, signal) : undefined
      const outcome =
        servers === undefined || servers.length === 0
          ? await withinLimit<Outcome>(
              askSystem(host),
              limitMs,
              signal,
              { systemCode: limitReached },
              { systemCode: abortCode },
            )
          : await askServers(host, servers, limitMs, signal)
      const common = { ms: Math.round(performance.now() - startedAt), resolver: servers?.join(', ') ?? 'this machine' }
      if ('addresses' in outcome) {
        direct?.drop()
        return { kind: 'addresses', addresses: outcome.addresses, ...common }
      }
      const { systemCode } = outcome
      return {
        kind: 'failure',
        code: toFailureCode(systemCode),
        systemCode,
        ...common,
        direct: (await direct?.answer()) ?? null,
        machineOffline: !hasNetwork(),
      }
    },
  }
}

/** Whether any interface but loopback has an address that leads further than its own cable. */
function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address)),
  )
}

interface DirectQuestion {
  /** Null if nothing could be asked, or the run has ended. */
  answer(): Promise<DirectAnswer | null>
  drop(): void
}

/** Asked when the first question has failed; beside it once that takes long, so that a time-out is explained in time. */
function planDirectQuestion(
  host: string,
  servers: readonly string[] | undefined,
  limitMs: number,
  signal: AbortSignal,
): DirectQuestion {
  const ownLimitMs = Math.max(1, Math.min(directLimitMs, Math.round(limitMs / 2)))
  const dropped = new AbortController()
  let asked: Promise<DirectAnswer | null> | undefined
  const answer = async () => {
    clearTimeout(timer)
    if (signal.aborted) return null
    asked ??= askDirectly(host, servers, ownLimitMs, AbortSignal.any([signal, dropped.signal]))
    return asked
  }
  const timer = setTimeout(answer, limitMs - ownLimitMs)
  return {
    answer,
    drop() {
      clearTimeout(timer)
      dropped.abort()
    },
  }
}

/**
 * What getaddrinfo keeps to itself: whether the name exists without an address, is an alias of one that does not, or
 * whether no name server could be asked at all. The same name is asked for, nothing else.
 */
async function askDirectly(
  host: string,
  servers: readonly string[] | undefined,
  limitMs: number,
  signal: AbortSignal,
): Promise<DirectAnswer | null> {
  const resolver = new Resolver({ timeout: limitMs, tries: 1 })
  const limit: DirectAnswer = { systemCode: 'ETIMEOUT', alias: null }
  try {
    if (servers !== undefined && servers.length > 0) resolver.setServers([...servers])
    const answer = resolver.resolveCname(host).then(
      ([alias = null]): DirectAnswer => ({ systemCode: null, alias }),
      (error: unknown): DirectAnswer => ({ systemCode: codeOf(error), alias: null }),
    )
    return await withinLimit(answer, limitMs, signal, limit, limit)
  } catch {
    return null
  } finally {
    resolver.cancel()
  }
}

function toFailureCode(systemCode: string): FailureCode {
  if (systemCode === limitReached || systemCode === abortCode) return 'timed-out'
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
    return combine(
      await Promise.all(
        families.map((family) =>
          withinLimit<Outcome>(family, limitMs, signal, { systemCode: limitReached }, { systemCode: abortCode }),
        ),
      ),
    )
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
function withinLimit<T>(answer: Promise<T>, limitMs: number, signal: AbortSignal, atLimit: T, atAbort: T): Promise<T> {
  return new Promise((resolve) => {
    const settle = (result: T) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(result)
    }
    const abort = () => settle(atAbort)
    const timer = setTimeout(() => settle(atLimit), limitMs)
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    else answer.then(settle)
  })
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}
