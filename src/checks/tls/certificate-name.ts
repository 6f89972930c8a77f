import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { dns } from '../../probes/dns.ts'
import type { WithoutSni } from '../../probes/tls.ts'
import { tls } from '../../probes/tls.ts'
import { putRecordFirst } from './behind-private-answer.ts'
import { skipIntercepted } from './skip-intercepted.ts'

const codes = {
  'tls/name-mismatch': {
    severity: 'error',
    title: 'The certificate belongs to another host',
    why: 'The server answers with a certificate that does not name the host of the callback URL, as a default virtual host does.',
    fix: 'Get a certificate for this host, and let the virtual host for it use it',
  },
} as const

const mostNames = 10

export const certificateName = defineCheck({
  id: 'tls-name',
  family: 'tls',
  title: 'The certificate names the host',
  codes,
  needs: { tls },
  wants: { dns },
  judge({ tls: { host, result, withoutSni, interception } }, { dns: lookup }) {
    if (result.kind === 'failure') return skip('blocked', 'the TLS handshake succeeds')
    if (interception !== null && result.trustAnchor !== 'given') return skipIntercepted(interception)
    const [leaf] = result.chain
    const names = (leaf?.names ?? []).slice(0, mostNames)
    if (result.nameMatches && (names.length > 0 || leaf === undefined)) return pass()
    if (result.nameMatches)
      return found([
        createFinding(codes, 'tls/name-mismatch', `The certificate names ${host} only in its subject`, {
          severity: 'warning',
          confidence: 'possible',
          evidence: { host, subject: leaf?.subject ?? '', names },
          why: 'Clients have to look at the alternative names (RFC 9525); some do not look at the subject any more.',
          fix: { summary: 'Have the certificate issued again, with the host as subject alternative name' },
        }),
      ])
    const covered = names.length === 0 ? `no host (${leaf?.subject ?? 'there is none'})` : names.join(', ')
    const why = withoutSni === null ? undefined : explainDefault(host, withoutSni)
    const finding = createFinding(codes, 'tls/name-mismatch', `The certificate covers ${covered}, not ${host}`, {
      evidence: { host, names, ...(withoutSni === null ? {} : { withoutSni: { ...withoutSni } }) },
      ...(why === undefined ? {} : { why }),
    })
    return found(putRecordFirst([finding], lookup))
  },
})

/** What the server shows to clients that name no host tells whether it knows this one. */
function explainDefault(host: string, { nameMatches, sameCertificate }: WithoutSni): string | undefined {
  if (nameMatches === true)
    return `To clients that name no host (SNI) the server shows the right certificate, to those that name ${host} another one: two sites on it claim the name.`
  if (sameCertificate === true)
    return `It is the certificate that the server shows to clients that name no host (SNI), so it has no certificate for ${host}.`
  return undefined
}
