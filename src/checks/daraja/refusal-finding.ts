import { createFinding, type Finding, type Fix, type Severity } from '../../core/finding.ts'
import { printable } from '../../core/printable.ts'
import type { DarajaFailure } from '../../daraja/client/daraja-client.ts'
import type { DarajaProblem, DarajaRefusal } from '../../daraja/client/read-answer.ts'
import type { DarajaPlace } from '../../probes/daraja-place.ts'
import { type DarajaCode, darajaCodes } from './daraja-codes.ts'

const codeOfProblem: Readonly<Partial<Record<DarajaProblem, DarajaCode>>> = {
  'bad-credentials': 'daraja/bad-credentials',
  'product-missing': 'daraja/product-missing',
  'token-rejected': 'daraja/token-rejected',
  'wrong-passkey': 'daraja/wrong-passkey',
  'unknown-shortcode': 'daraja/unknown-shortcode',
  'rate-limited': 'daraja/rate-limited',
  firewall: 'daraja/firewall',
}

/** What a call that Daraja did not take, or that never reached it, is a finding of. */
export function codeOf(answer: DarajaRefusal | DarajaFailure): DarajaCode {
  if (answer.kind === 'unreachable') return 'daraja/unreachable'
  // Only the password of a query is made from something that can be wrong.
  if (answer.problem === 'bad-field' && answer.field?.toLowerCase() === 'password') return 'daraja/wrong-passkey'
  return codeOfProblem[answer.problem] ?? 'daraja/unreachable'
}

/** The finding of a refusal, with what was said and what helps. */
export function findRefusal(
  answer: DarajaRefusal | DarajaFailure,
  place: DarajaPlace,
  details: { readonly fix?: Fix; readonly severity?: Severity } = {},
): Finding<DarajaCode> {
  const { host } = place
  if (answer.kind === 'unreachable') return findFailure(answer, place)
  const { status, code, problem, known } = answer
  const said = printable(answer.message.replaceAll(/\s+/g, ' ')).slice(0, 160)
  const words = [
    `HTTP ${status}`,
    code,
    problem === 'firewall' ? 'a page' : said === '' ? 'an empty body' : `"${said}"`,
  ]
  const message = `\`${host}\` answers ${words.filter((word) => word !== null).join(', ')}`
  const isOutage = codeOf(answer) === 'daraja/unreachable'
  const why = isOutage ? whyUnusable(answer) : undefined
  const fix = details.fix ?? (isOutage && known !== null ? { summary: known.fix } : undefined)
  return createFinding(darajaCodes, codeOf(answer), message, {
    evidence: { host, status, errorCode: code, errorMessage: said, problem },
    ...(why === undefined ? {} : { why }),
    fix,
  })
}

function whyUnusable({ problem, known }: DarajaRefusal): string | undefined {
  if (problem === 'not-daraja')
    return 'This is no answer of Daraja: a proxy, a login page of the network, or another server stands at this address.'
  if (problem === 'no-such-path') return 'There is a server at this address, and it has no such API.'
  return known === null ? undefined : known.meaning
}

const phases = {
  resolve: 'its name is not found',
  connect: 'no connection',
  tls: 'no TLS connection',
  request: 'the request did not get out',
  reply: 'connected, then no reply',
} as const

function findFailure({ failure }: DarajaFailure, { host, base, proxy, route }: DarajaPlace): Finding<DarajaCode> {
  const { phase, code, systemCode, detail } = failure
  const late = code === 'timed-out' ? ` within ${route.limitMs / 1_000} s` : ''
  const reason = systemCode === '' ? code : systemCode
  return createFinding(darajaCodes, 'daraja/unreachable', `\`${host}\`: ${phases[phase]}${late} (${reason})`, {
    evidence: { host, url: base, phase, reason: code, systemCode, detail: printable(detail).slice(0, 200) },
    fix: fixOf(failure, proxy),
  })
}

function fixOf({ code, phase }: DarajaFailure['failure'], proxy: DarajaPlace['proxy']): Fix {
  if (code === 'certificate')
    return {
      summary:
        'If a program or a company proxy inspects TLS here, name its certificate with --cacert; else do not trust this network',
    }
  if (proxy !== null && phase !== 'reply')
    return {
      summary: `Let this machine out without the proxy in \`${proxy.variable}\` (${proxy.address}), which is not used here, or run this where it is not needed`,
    }
  return code === 'timed-out' && phase === 'reply'
    ? { summary: 'Try again in a few minutes, or give it longer with --budget: the sandbox is silent now and then' }
    : { summary: darajaCodes['daraja/unreachable'].fix }
}
