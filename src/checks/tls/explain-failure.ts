import { formatDuration } from '../../core/duration.ts'
import type { Confidence, Fix } from '../../core/finding.ts'
import type { SpokenProtocol } from '../../core/http-port.ts'
import type { HandshakeResult } from '../../core/net-port.ts'
import type { TlsFacts } from '../../probes/tls.ts'
import { isAccepted } from '../../probes/tls-versions.ts'
import { alertMeanings } from './alerts.ts'
import type { HandshakeCode } from './handshake-codes.ts'

type Failure = Extract<HandshakeResult, { kind: 'failure' }>

export interface FailureReading {
  readonly code: HandshakeCode
  readonly message: string
  readonly confidence?: Confidence
  readonly why?: string
  readonly fix?: Fix
}

const spokenWords: Readonly<Record<SpokenProtocol, string>> = {
  http: 'plain HTTP',
  http2: 'HTTP/2 without TLS',
  tls: 'TLS of another kind',
  ssh: 'SSH',
  smtp: 'SMTP (mail)',
  ftp: 'FTP',
  pop3: 'POP3 (mail)',
  imap: 'IMAP (mail)',
  mysql: 'MySQL',
  redis: 'Redis',
  vnc: 'VNC',
  html: 'HTML without HTTP',
}

/** What a handshake that failed means, with what the further ones told. */
export function readFailure(failure: Failure, facts: TlsFacts): FailureReading {
  const { code, ms } = failure
  if (code === 'timed-out') return { code: 'tls/timeout', message: `Connected, then nothing for ${formatDuration(ms)}` }
  if (code === 'not-tls') return readOther(failure)
  if (code === 'client-certificate')
    return {
      code: 'tls/client-certificate',
      message: 'The server asks for a client certificate and ends the handshake without one',
    }
  return (
    readOldVersion(facts) ??
    readHttp2(facts) ??
    readMood(failure, facts) ??
    readName(failure, facts) ??
    readTolerance(facts) ??
    readRest(failure)
  )
}

function readOther({ banner = '', spoken }: Failure): FailureReading {
  const what = spoken === undefined ? 'something else' : spokenWords[spoken]
  return {
    code: 'tls/not-tls',
    message: `The server speaks ${what} in place of TLS: "${banner}"`,
    ...(spoken === 'ssh' || spoken === 'smtp' || spoken === 'ftp'
      ? { why: 'Another service has the port, so no web server can have it.' }
      : {}),
  }
}

function readOldVersion({ versions }: TlsFacts): FailureReading | undefined {
  if (isAccepted(versions, 'TLSv1.3') === true || isAccepted(versions, 'TLSv1.2') === true) return undefined
  const newest = (['TLSv1.1', 'TLSv1'] as const).find((protocol) => isAccepted(versions, protocol) === true)
  return newest && { code: 'tls/old-protocol', message: `The server offers nothing newer than ${newest}` }
}

function readHttp2({ withHttp2 }: TlsFacts): FailureReading | undefined {
  if (withHttp2 === null) return undefined
  return {
    code: 'tls/handshake-failed',
    message: `The server refuses HTTP/1.1 (alert no_application_protocol)${withHttp2.accepted ? ' and insists on HTTP/2' : ''}`,
    confidence: 'likely',
    why: 'Which HTTP version Safaricom speaks is not documented; the programs that send callbacks commonly speak HTTP/1.1.',
    fix: { summary: 'Let the server take HTTP/1.1 besides HTTP/2 (ALPN `h2, http/1.1`)' },
  }
}

/** Refused once, accepted a moment later. */
function readMood(failure: Failure, { versions }: TlsFacts): FailureReading | undefined {
  if (isAccepted(versions, 'TLSv1.3') !== true) return undefined
  return {
    code: 'tls/handshake-failed',
    message: `The first handshake failed (${endOf(failure)}), one of those after it succeeded`,
    confidence: 'possible',
    why: 'The server, one of several behind the same name, or something in front of them drops some connections.',
    fix: {
      summary: 'Run it again; if it changes, look at each server behind the name and at the limits of what is in front',
    },
  }
}

/** The name makes the difference: the server has certificates, and none for this one. */
function readName(failure: Failure, { host, versions, withoutSni }: TlsFacts): FailureReading | undefined {
  if (withoutSni?.accepted !== true || isAccepted(versions, 'TLSv1.2') === true) return undefined
  const names = withoutSni.names.slice(0, 5).join(', ') || withoutSni.subject || 'nobody'
  return {
    code: 'tls/handshake-failed',
    message: `The server refuses the name ${host} (${endOf(failure)}); to clients that name no host it shows a certificate for ${names}`,
    why:
      withoutSni.nameMatches === true
        ? 'It has a certificate for this name and does not use it for clients that ask for it by name (SNI).'
        : 'The server picks its certificate by the name of the host (SNI), and has none for this one.',
    fix: { summary: `Set up a site with a certificate for ${host} on the server, or correct the host in the URL` },
  }
}

/** Some servers, and boxes in front of them, hang up on an offer of TLS 1.3 instead of choosing 1.2. */
function readTolerance({ versions, result }: TlsFacts): FailureReading | undefined {
  if (result.kind === 'secure' || isAccepted(versions, 'TLSv1.2') !== true) return undefined
  return {
    code: 'tls/handshake-failed',
    message: `The server takes TLS 1.2 alone, and fails when TLS 1.3 is offered as well (${endOf(result)})`,
    confidence: 'likely',
    why: 'A server that knows no TLS 1.3 has to choose an older version; this one, or something in front of it, gives up.',
    fix: { summary: 'Bring the TLS software of the server, or of the load balancer in front of it, up to date' },
  }
}

function readRest(failure: Failure): FailureReading {
  if (failure.code === 'reset')
    return { code: 'tls/handshake-failed', message: 'The server hangs up in the middle of the handshake' }
  const meaning = failure.alert === undefined ? undefined : alertMeanings[failure.alert]
  return {
    code: 'tls/handshake-failed',
    message: `The handshake ends with: ${endOf(failure)}`,
    ...(meaning === undefined ? {} : { why: meaning }),
  }
}

function endOf({ code, alert, detail, systemCode }: Failure): string {
  if (code === 'reset') return 'it hangs up'
  return alert === undefined ? detail || systemCode : `alert ${alert}`
}
