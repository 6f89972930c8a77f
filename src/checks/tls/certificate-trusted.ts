import { defineCheck, found, skip } from '../../core/check.ts'
import type { Finding } from '../../core/finding.ts'
import { createFinding } from '../../core/finding.ts'
import type { JsonObject } from '../../core/json.ts'
import type { CertificateFacts, HandshakeResult } from '../../core/net-port.ts'
import { dns } from '../../probes/dns.ts'
import type { Interception } from '../../probes/interception.ts'
import { nameInterceptor } from '../../probes/interception.ts'
import { tls } from '../../probes/tls.ts'
import { putRecordFirst } from './behind-private-answer.ts'
import { readPath } from './chain-path.ts'
import { isAboutForm } from './weak-certificate.ts'

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
const missingIssuer: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])
const rootWords = /\broot\b|\bmkcert\b|development ca|local (?:authority|ca)\b|self[- ]?signed/i
const middleWords = /intermediate|\bsub(?:ordinate)?[ -]?ca\b|issuing/i

export const certificateTrusted = defineCheck({
  id: 'tls-trusted',
  family: 'tls',
  title: 'The certificate is trusted, with its whole chain',
  codes,
  needs: { tls },
  wants: { dns },
  judge({ tls: { result, interception } }, { dns: lookup }) {
    if (result.kind === 'failure') return skip('blocked', 'the TLS handshake succeeds')
    const evidence = evidenceOf(result)
    if (interception !== null) return found([describeInterception(result, interception, evidence)])
    const { trustError } = result
    const finding =
      trustError === null || dateFaults.has(trustError) || isAboutForm(trustError)
        ? judgeSent(result, evidence)
        : judgeUntrusted(result, trustError, evidence)
    return found(putRecordFirst(finding === undefined ? [] : [finding], lookup), result.chain[0]?.issuer)
  },
})

function evidenceOf({ trustError, trustAnchor = null, chain }: Secure): JsonObject {
  return { trustError, trustAnchor, chain: chain.map(describe) }
}

/** What this machine shows of the server is not what Safaricom sees, so nothing of it is certain. */
function describeInterception(
  { trustAnchor }: Secure,
  interception: Interception,
  evidence: JsonObject,
): Finding<Code> {
  const isNamed = interception.sign === 'issuer'
  const message = isNamed
    ? `The certificate was signed on the way, by ${nameInterceptor(interception)}; the server's own cannot be seen from here`
    : `Only this machine trusts ${interception.issuer}: likely something on the way signs in the server's place`
  return createFinding(codes, 'tls/untrusted-root', message, {
    severity: trustAnchor === 'given' ? 'info' : 'warning',
    confidence: 'possible',
    evidence: { ...evidence, interception: { ...interception } },
    why: `Programs and appliances that inspect traffic end TLS and sign anew. Safaricom does not pass them: it sees the certificate of the server itself, which may be good or bad.${isNamed ? '' : ' If nobody inspects here, the server has a certificate of a private authority, which Safaricom does not know.'}`,
    fix: { summary: 'Run it from a network, or a machine, where nobody inspects TLS' },
  })
}

/** A chain that this machine trusts: would others, who know less, trust what was sent? */
function judgeSent(
  { chain, storeSupplied = [], trustAnchor }: Secure,
  evidence: JsonObject,
): Finding<Code> | undefined {
  const [leaf] = chain
  if (trustAnchor === 'this-machine') {
    const code = leaf?.selfSigned === true ? 'tls/self-signed' : 'tls/untrusted-root'
    const who = chain.at(-1)?.issuer ?? 'its authority'
    return createFinding(codes, code, `Only this machine trusts ${who}, which is in no public trust store`, {
      confidence: 'likely',
      evidence,
      why: 'A root was added to this machine (`NODE_EXTRA_CA_CERTS`, or the store of the system); Safaricom does not have it.',
    })
  }
  if (storeSupplied.length > 0) {
    const message = `The server keeps back ${storeSupplied.join(' and ')}; only this machine happens to know it`
    return createFinding(codes, 'tls/incomplete-chain', message, { evidence: { ...evidence, missing: storeSupplied } })
  }
  if (readPath(chain).isOrdered) return undefined
  return createFinding(codes, 'tls/incomplete-chain', 'The server sends its certificates out of order', {
    severity: 'info',
    confidence: 'possible',
    evidence,
    why: 'Most clients sort them; strict ones take such a chain for an incomplete one.',
    fix: { summary: 'Put the certificates in order: the own one, then that of its issuer, and so on' },
  })
}

function judgeUntrusted({ chain }: Secure, trustError: string, evidence: JsonObject): Finding<Code> {
  const [leaf] = chain
  if (leaf?.selfSigned === true)
    return createFinding(codes, 'tls/self-signed', `${leaf.subject} is its own issuer`, { evidence })
  const { path, unrelated } = readPath(chain)
  const top = path.at(-1)
  if (leaf !== undefined && top !== undefined && missingIssuer.has(trustError) && lacksIntermediate(top, path.length)) {
    const [url] = top.issuerUrls ?? []
    const sent = path.length === 1 ? `${leaf.subject} alone` : `a chain up to ${top.subject}`
    const other = unrelated.length === 0 ? '' : `, ${unrelated.map(({ subject }) => subject).join(', ')} beside it`
    return createFinding(
      codes,
      'tls/incomplete-chain',
      `The server sends ${sent}${other}, and not ${top.issuer}, which issued it`,
      {
        confidence: path.length === 1 && url !== undefined ? 'certain' : 'likely',
        evidence: { ...evidence, missing: [top.issuer], ...(url === undefined ? {} : { issuerUrl: url }) },
      },
    )
  }
  const end = top?.issuer ?? 'an unknown issuer'
  const message = `The chain ends at ${end}, which no public trust store has (${trustError})`
  return createFinding(codes, 'tls/untrusted-root', message, { evidence })
}

/**
 * The last certificate alone does not tell whether its issuer is a root that nobody knows or one more intermediate that
 * is missing; names and hints do.
 */
function lacksIntermediate({ issuer, issuerUrls = [] }: CertificateFacts, pathLength: number): boolean {
  const isNamedRoot = rootWords.test(issuer) && !middleWords.test(issuer)
  if (pathLength > 1) return issuerUrls.length > 0 && !isNamedRoot
  return issuerUrls.length > 0 || !isNamedRoot
}

function describe({ subject, issuer, validFrom, validTo, keyType, keyBits, signature }: CertificateFacts): JsonObject {
  return {
    subject,
    issuer,
    validFrom,
    validTo,
    ...(keyType === undefined ? {} : { key: keyBits === undefined ? keyType : `${keyType} ${keyBits}` }),
    ...(signature === undefined ? {} : { signature }),
  }
}
