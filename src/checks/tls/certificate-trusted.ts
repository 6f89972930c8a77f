import { defineCheck, found, skip } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import type { CertificateFacts, HandshakeResult } from '../../core/ports.ts'
import { tls } from '../../probes/tls.ts'

const codes = {
  'tls/self-signed': {
    severity: 'error',
    title: 'The certificate signed itself',
    why: 'No client that does not know this very certificate trusts it.',
    fix: 'Get a certificate from a public authority, for example with `certbot` or Caddy',
  },
  'tls/untrusted-root': {
    severity: 'error',
    title: 'The certificate comes from an authority that nobody knows',
    why: 'The chain ends at a root that is in no public trust store: a private authority, or a proxy that reads along.',
    fix: 'Get a certificate from a public authority, for example with `certbot` or Caddy',
  },
  'tls/incomplete-chain': {
    severity: 'error',
    title: 'The server does not send its intermediate certificate',
    why: 'Browsers fetch the missing certificate themselves; server programs such as the ones that send callbacks do not.',
    fix: 'Serve the full chain: `fullchain.pem` in place of `cert.pem`',
  },
} as const

type Code = keyof typeof codes
type Secure = Extract<HandshakeResult, { kind: 'secure' }>

/** Date faults have a check of their own. */
const dateFaults: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])
const rootWords = /\broot\b|\bmkcert\b|development ca|local (?:authority|ca)\b|self[- ]?signed/i
const middleWords = /intermediate|\bsub(?:ordinate)?[ -]?ca\b|issuing/i

export const certificateTrusted = defineCheck({
  id: 'tls-trusted',
  family: 'tls',
  title: 'The certificate is trusted, with its whole chain',
  codes,
  needs: { tls },
  judge({ tls: { result } }) {
    if (result.kind === 'failure') return skip('blocked', 'the TLS handshake succeeds')
    const finding = judgeTrust(result)
    return found(finding === undefined ? [] : [finding], result.chain[0]?.issuer)
  },
})

function judgeTrust(result: Secure): Finding<Code> | undefined {
  const { trustError, chain, storeSupplied = [] } = result
  const [leaf] = chain
  const evidence = { trustError, chain: chain.map(describe) }
  const issuer = leaf?.issuer ?? 'an unknown issuer'
  if (trustError === null) {
    if (storeSupplied.length === 0) return undefined
    return createFinding(
      codes,
      'tls/incomplete-chain',
      `The server keeps back ${storeSupplied.join(' and ')}; only this machine happens to know it`,
      {
        evidence: { ...evidence, missing: storeSupplied },
      },
    )
  }
  if (dateFaults.has(trustError)) return undefined
  if (leaf?.selfSigned === true)
    return createFinding(codes, 'tls/self-signed', `${leaf.subject} is its own issuer`, { evidence })
  if (
    trustError === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' &&
    leaf !== undefined &&
    chain.length === 1 &&
    !isByUnknownRoot(leaf)
  ) {
    const [url] = leaf.issuerUrls ?? []
    return createFinding(
      codes,
      'tls/incomplete-chain',
      `The server sends ${leaf.subject} alone, and not ${issuer}, which issued it`,
      {
        confidence: url === undefined ? 'likely' : 'certain',
        evidence: { ...evidence, missing: [issuer], ...(url === undefined ? {} : { issuerUrl: url }) },
      },
    )
  }
  const last = chain.at(-1)
  return createFinding(
    codes,
    'tls/untrusted-root',
    `The chain ends at ${last?.issuer ?? issuer}, which no public trust store has (${trustError})`,
    {
      evidence,
    },
  )
}

/** One certificate alone does not tell whether its issuer is a root or stands below one; its name and hints do. */
function isByUnknownRoot({ issuer, issuerUrls = [] }: CertificateFacts): boolean {
  return issuerUrls.length === 0 && rootWords.test(issuer) && !middleWords.test(issuer)
}

function describe({ subject, issuer, validFrom, validTo }: CertificateFacts): JsonObject {
  return { subject, issuer, validFrom, validTo }
}
