import { defineCheck, found, pass, skip } from '../../core/check.ts'
import { createFinding } from '../../core/finding.ts'
import { tls } from '../../probes/tls.ts'

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
  judge({ tls: { host, result } }) {
    if (result.kind === 'failure') return skip('blocked', 'the TLS handshake succeeds')
    if (result.nameMatches) return pass()
    const names = (result.chain[0]?.names ?? []).slice(0, mostNames)
    const covered = names.length === 0 ? 'no name at all' : names.join(', ')
    return found([
      createFinding(codes, 'tls/name-mismatch', `The certificate covers ${covered}, not ${host}`, {
        evidence: { host, names },
      }),
    ])
  },
})
