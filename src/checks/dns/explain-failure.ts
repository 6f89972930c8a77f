import type { DnsAnswer } from '../../core/dns-port.ts'
import { formatDuration } from '../../core/duration.ts'
import type { Confidence, Fix } from '../../core/finding.ts'
import { tunnelProviderOf } from '../../daraja/test-hosts.ts'

type Failure = Extract<DnsAnswer, { kind: 'failure' }>

export interface FailureReading {
  readonly code: 'dns/not-found' | 'dns/failed'
  readonly confidence: Confidence
  readonly message: string
  readonly why?: string
  readonly fix?: Fix
}

/** c-ares' codes for name servers that nobody can talk to. */
const nobodyAnswers: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ETIMEOUT', 'ECANCELLED', 'EDESTRUCTION'])
const reopen: Fix = {
  summary: 'Open the tunnel again; its new URL goes into the env file',
  command: 'mpesa-doctor tunnel',
}
const connectFirst: Fix = { summary: 'Look at the network of this machine first, then run it again' }

/** What a name server's failure means, and how sure that is. */
export function readFailure(host: string, answer: Failure): FailureReading {
  const { code, systemCode, ms, direct = null, machineOffline = false } = answer
  if (machineOffline)
    return {
      code: 'dns/failed',
      confidence: 'possible',
      message: `${host} cannot be resolved (${systemCode}): this machine has no network`,
      why: 'No interface of this machine but loopback has an address, so that no name resolves here.',
      fix: connectFirst,
    }
  const isMissing = code === 'not-found' || code === 'no-address'
  return isMissing ? readMissing(host, answer) : readSilence(host, { ...answer, code, systemCode, ms, direct })
}

function readMissing(host: string, { code, systemCode, ms, direct = null }: Failure): FailureReading {
  if (direct?.alias != null)
    return {
      code: 'dns/not-found',
      confidence: 'certain',
      message: `${host} is an alias of ${direct.alias}, which has no address (${systemCode}, ${formatDuration(ms)})`,
      why: 'The record points to a name that is gone, as it is left behind when a service is deleted.',
      fix: { summary: `Let the CNAME record of ${host} point to a name that exists` },
    }
  const isTunnel = tunnelProviderOf(host) !== undefined
  const exists = code === 'no-address' || direct?.systemCode === 'ENODATA'
  const what = exists ? 'has neither an A nor an AAAA record' : 'is unknown to DNS'
  // Some systems say "not found" for want of a network.
  const isDoubtful = direct !== null && direct.systemCode !== null && nobodyAnswers.has(direct.systemCode)
  return {
    code: 'dns/not-found',
    confidence: isDoubtful ? 'likely' : 'certain',
    message: `${host} ${what} (${systemCode}, ${formatDuration(ms)})`,
    ...(isTunnel ? { fix: reopen } : {}),
  }
}

function readSilence(host: string, { code, systemCode, ms, direct = null, resolver }: Failure): FailureReading {
  const said = direct?.systemCode ?? null
  const failed = (message: string, confidence: Confidence, why?: string, fix?: Fix): FailureReading => ({
    code: 'dns/failed',
    confidence,
    message,
    ...(why === undefined ? {} : { why }),
    ...(fix === undefined ? {} : { fix }),
  })
  if (systemCode === 'ESERVFAIL' || said === 'ESERVFAIL')
    return failed(
      `The name server could not find out about ${host} (SERVFAIL)`,
      'likely',
      'The name servers of the domain are out of order, or their signatures (DNSSEC) do not hold.',
      { summary: 'Look at the name servers and the DNSSEC records of the domain, for example with dnsviz.net' },
    )
  if (systemCode === 'EREFUSED' || said === 'EREFUSED')
    return failed(
      `The name server refuses to answer for ${host} (REFUSED)`,
      'likely',
      `${resolver} does not answer this machine, or is not responsible for the domain.`,
      { summary: 'Ask another name server: `--dns-server`' },
    )
  const isOut = said !== null && nobodyAnswers.has(said)
  if (systemCode === 'ECONNREFUSED' && direct !== null && !isOut)
    return failed(
      `${resolver} answers over UDP, but takes no connection over TCP (ECONNREFUSED), which the answer for ${host} needs`,
      'likely',
      'An answer that is too long for one datagram is asked for once more over TCP.',
      { summary: 'Let the name server answer over TCP as well, or ask another one: `--dns-server`' },
    )
  if (systemCode === 'ECONNREFUSED')
    return failed(
      `Nobody takes the question at ${resolver} (ECONNREFUSED)`,
      'possible',
      'No name server listens there; or it cuts its answers short and takes no connection over TCP for the rest.',
      connectFirst,
    )
  if (isOut || systemCode === 'EAI_AGAIN')
    return failed(
      `No answer for ${host} (${systemCode}, ${formatDuration(ms)})`,
      'possible',
      'The name servers of this machine do not answer, which is what a machine without a working network sees.',
      connectFirst,
    )
  return failed(
    code === 'timed-out'
      ? `No answer for ${host} within ${formatDuration(ms)}`
      : `No answer for ${host}: ${systemCode}`,
    'likely',
  )
}
