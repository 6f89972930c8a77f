import { defineCheck, found, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import type { CertificateFacts } from '../../core/ports.ts'
import { tls } from '../../probes/tls.ts'

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
    why: 'Automatic renewal usually happens 30 days ahead, so it may have failed.',
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
  judge({ tls: { result, observedAt } }) {
    if (result.kind === 'failure') return skip('blocked', 'the TLS handshake succeeds')
    const now = Date.parse(observedAt)
    const chain = result.chain
    const expired = chain.find(({ validTo }) => Date.parse(validTo) <= now)
    if (expired !== undefined) {
      const message = `${expired.subject} expired on ${day(expired.validTo)}, ${ago(now - Date.parse(expired.validTo))}`
      return found([createFinding(codes, 'tls/expired', message, { evidence: datesOf(expired) })])
    }
    const early = chain.find(({ validFrom }) => Date.parse(validFrom) > now)
    if (early !== undefined) {
      const message = `${early.subject} is valid from ${early.validFrom} on; here it is ${observedAt}`
      return found([createFinding(codes, 'tls/not-yet-valid', message, { evidence: datesOf(early) })])
    }
    const next = chain.find((certificate) => endsSoon(certificate, now))
    const [leaf] = chain
    const detail = leaf === undefined ? undefined : `until ${day(leaf.validTo)}`
    if (next === undefined) return found([], detail)
    const message = `${next.subject} expires on ${day(next.validTo)}, in ${daysIn(Date.parse(next.validTo) - now)}`
    return found([createFinding(codes, 'tls/expires-soon', message, { evidence: datesOf(next) })])
  },
})

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
