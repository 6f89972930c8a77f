import { defineCheck, found, skip } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { CertificateFacts, HandshakeResult } from '../../core/net-port.ts'
import { dns } from '../../probes/dns.ts'
import { tls } from '../../probes/tls.ts'
import { putRecordFirst } from './behind-private-answer.ts'
import { readPath } from './chain-path.ts'
import { skipIntercepted } from './skip-intercepted.ts'

const codes = {
  'tls/expired': {
    severity: 'error',
    title: 'The certificate has expired',
    why: 'Every client that checks certificates ends the connection here.',
    fix: 'Renew the certificate and reload the server; see why the automatic renewal failed',
  },
  'tls/not-yet-valid': {
    severity: 'error',
    title: 'The certificate is not valid yet',
    why: 'Its first day lies in the future, or the clock of this machine is wrong.',
    fix: 'Compare the clocks; else have the certificate issued again',
  },
  'tls/expires-soon': {
    severity: 'warning',
    title: 'The certificate expires soon',
    why: 'Automatic renewal usually happens 30 days ahead, so it may have failed. A certificate that lives for days rather than months counts as expiring when less than a third of its life is left.',
    fix: 'Renew the certificate, for example with `certbot renew`',
  },
} as const

const dayMs = 86_400_000
const soonMs = 14 * dayMs
/** Certificates of a few days are renewed when a third of their life is left. */
const shareLeft = 1 / 3

export const certificateCurrent = defineCheck({
  id: 'tls-current',
  family: 'tls',
  title: 'The certificate is valid today and for some time',
  codes,
  needs: { tls },
  wants: { dns },
  judge({ tls: { result, interception, observedAt } }, { dns: lookup }) {
    if (result.kind === 'failure') return skip('blocked', 'the TLS handshake succeeds')
    if (interception !== null && result.trustAnchor !== 'given') return skipIntercepted(interception)
    const finding = judgeDates(result, Date.parse(observedAt), observedAt)
    const [leaf] = result.chain
    const findings = putRecordFirst(finding === undefined ? [] : [finding], lookup)
    return found(findings, leaf === undefined ? undefined : `until ${day(leaf.validTo)}`)
  },
})

type Secure = Extract<HandshakeResult, { kind: 'secure' }>

function judgeDates(
  { chain, trustError }: Secure,
  now: number,
  observedAt: string,
): Finding<keyof typeof codes> | undefined {
  const { path, unrelated } = readPath(chain)
  const [leaf] = path
  const expired = path.find(({ validTo }) => Date.parse(validTo) <= now)
  if (expired !== undefined && (expired === leaf || trustError !== null)) return describeExpired(expired, now)
  const early = path.find(({ validFrom }) => Date.parse(validFrom) > now)
  if (early !== undefined) {
    const message = `${early.subject} is valid from ${early.validFrom} on; here it is ${observedAt}`
    return createFinding(codes, 'tls/not-yet-valid', message, { evidence: datesOf(early) })
  }
  // By the clock of this machine all that was sent is current, so it is a certificate of its trust store.
  if (trustError === 'CERT_HAS_EXPIRED') {
    const issuer = path.at(-1)?.issuer ?? 'the root'
    return createFinding(codes, 'tls/expired', `A certificate above those that were sent has expired: ${issuer}`, {
      confidence: 'likely',
      evidence: { trustError, issuer },
    })
  }
  const needless = expired ?? unrelated.find(({ validTo }) => Date.parse(validTo) <= now)
  if (needless !== undefined)
    return createFinding(
      codes,
      'tls/expired',
      `The server still sends ${needless.subject}, expired on ${day(needless.validTo)}`,
      {
        severity: 'warning',
        confidence: 'possible',
        evidence: datesOf(needless),
        why: 'Clients of today find another way to a root that they know; those that do not look for one end the connection.',
        fix: {
          summary: 'Take it out of the chain that the server sends, or renew the certificate with its current chain',
        },
      },
    )
  const next = path.find((certificate) => endsSoon(certificate, now))
  if (next === undefined) return undefined
  const message = `${next.subject} expires on ${day(next.validTo)}, in ${daysIn(Date.parse(next.validTo) - now)}`
  return createFinding(codes, 'tls/expires-soon', message, { evidence: datesOf(next) })
}

function describeExpired(expired: CertificateFacts, now: number): Finding<'tls/expired'> {
  const message = `${expired.subject} expired on ${day(expired.validTo)}, ${ago(now - Date.parse(expired.validTo))}`
  return createFinding(codes, 'tls/expired', message, { evidence: datesOf(expired) })
}

function endsSoon({ validFrom, validTo }: CertificateFacts, now: number): boolean {
  const left = Date.parse(validTo) - now
  return left < Math.min(soonMs, (Date.parse(validTo) - Date.parse(validFrom)) * shareLeft)
}

function datesOf({ subject, validFrom, validTo }: CertificateFacts) {
  return { subject, validFrom, validTo }
}

function day(iso: string): string {
  return iso.slice(0, 10)
}

function ago(ms: number): string {
  return ms < dayMs ? 'less than a day ago' : `${daysIn(ms)} ago`
}

function daysIn(ms: number): string {
  const days = Math.floor(ms / dayMs)
  return days === 1 ? '1 day' : `${days} days`
}
