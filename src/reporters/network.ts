import { formatDuration } from '../core/duration.ts'
import type { CertificateFacts } from '../core/net-port.ts'
import type {
  Connection,
  NameLookup,
  NameTrouble,
  NetworkFacts,
  SentRequest,
  TlsFindings,
} from '../core/network-facts.ts'
import { oneLine } from './json-text.ts'
import type { PrettyContext } from './pretty-context.ts'

const labelWidth = 10

/** Behind `-v`: what was seen on the way, and every request that was sent. Lines of a table are never wrapped. */
export function renderNetwork(facts: NetworkFacts, context: PrettyContext): string {
  const { paint } = context
  const way = [
    ...(facts.dns === null ? [] : lookupRows(facts.dns, context)),
    ...facts.connections.flatMap((connection, index) =>
      row(index === 0 ? 'connect' : '', describeConnection(connection), context),
    ),
    ...(facts.tls === null ? [] : tlsRows(facts.tls, context)),
    ...row('times', describeTimes(facts), context),
  ]
  const blocks = [
    ...(way.length === 0 ? [] : [[paint.bold('Seen on the way'), ...way].join('\n')]),
    ...(facts.requests.length === 0 ? [] : [requestTable(facts.requests, context)]),
  ]
  return blocks.join('\n\n')
}

/** One row for everybody who was asked; without `--dns-server` that is this machine alone. */
function lookupRows({ host, answers }: NameLookup, context: PrettyContext): readonly string[] {
  return answers.flatMap(({ addresses, failure, ms, resolver }, index) => {
    const answer = failure === undefined ? addresses.map(({ address }) => address) : describeNameTrouble(failure)
    const parts = [...(index === 0 ? [host] : []), ...answer, `${formatDuration(ms)}, ${resolver}`]
    return row(index === 0 ? 'dns' : '', parts, context)
  })
}

function describeNameTrouble(failure: NameTrouble): readonly string[] {
  const { direct, machineOffline } = failure
  return [
    describeTrouble(failure),
    ...(direct?.alias == null ? [] : [`alias of ${direct.alias}`]),
    ...(direct?.systemCode == null ? [] : [`asked directly: ${direct.systemCode}`]),
    ...(machineOffline === true ? ['this machine has no network'] : []),
  ]
}

function describeConnection({ address, family, port, ms, failure }: Connection): readonly string[] {
  const where = `${family === 6 ? `[${address}]` : address}:${port}`
  return [where, ...(failure === undefined ? [] : [describeTrouble(failure)]), formatDuration(ms)]
}

function describeTrouble({ code, systemCode }: { readonly code: string; readonly systemCode: string }): string {
  return `${code.replaceAll('-', ' ')}${systemCode === '' ? '' : ` (${systemCode})`}`
}

function tlsRows(tls: TlsFindings, context: PrettyContext): readonly string[] {
  const { failure, protocol, cipher, alpn, versions, chain, ms } = tls
  const offered = versions.map(({ name, accepted }) => `${name} ${describeAccepted(accepted)}`)
  const tried = [...row('versions', offered, context), ...row('', describeFurther(tls), context)]
  if (failure !== undefined) {
    const said = [failure.alert ?? failure.detail, failure.banner ?? '']
    return [...row('tls', [describeTrouble(failure), formatDuration(ms), ...said], context), ...tried]
  }
  return [
    ...row('tls', [`${protocol} ${cipher}`, `ALPN ${alpn ?? 'none'}`, formatDuration(ms)], context),
    ...tried,
    ...chain.flatMap((certificate, index) =>
      row(index === 0 ? 'chain' : '', [describeCertificate(certificate, tls.observedAt)], context),
    ),
    ...tls.storeSupplied.flatMap((subject) => row('', [`not sent, added here: ${shortName(subject)}`], context)),
    ...(tls.trustError === null ? [] : row('', [tls.trustError], context)),
    ...(tls.interception === undefined
      ? []
      : row('', [`signed on the way by ${tls.interception.by ?? tls.interception.issuer}`], context)),
  ]
}

function describeAccepted(accepted: boolean | null): string {
  return accepted === null ? 'unclear' : accepted ? 'yes' : 'no'
}

/** The handshakes that only a fault makes worth while. */
function describeFurther({ withoutSni, withHttp2 }: TlsFindings): readonly string[] {
  return [
    ...(withHttp2 === null ? [] : [`with HTTP/2 ${describeAccepted(withHttp2.accepted)}`]),
    ...(withoutSni === null ? [] : [`without the name (SNI) ${describeAccepted(withoutSni.accepted)}`]),
    ...(withoutSni?.subject == null ? [] : [`then it shows ${shortName(withoutSni.subject)}`]),
  ]
}

function describeCertificate({ subject, issuer, validTo, selfSigned }: CertificateFacts, at: string): string {
  const signer = selfSigned ? 'itself' : shortName(issuer)
  const day = validTo.slice(0, 10)
  return `${shortName(subject)} ← ${signer}, ${validTo < at ? `expired ${day}` : `until ${day}`}`
}

/** The common name where there is one: the rest of a distinguished name fills the line and tells little. */
function shortName(name: string): string {
  return /(?:^|[,\n]\s*)CN\s*=\s*([^,\n]+)/.exec(name)?.[1]?.trim() ?? name
}

function describeTimes({ dns, requests }: NetworkFacts): readonly string[] {
  const sent = requests.find(({ to, purpose }) => to === 'public' && purpose === 'callback') ?? requests[0]
  if (sent === undefined) return []
  const { connectMs, tlsMs, firstByteMs, totalMs } = sent.timings
  const dnsMs = sent.to === 'public' ? (dns?.ms ?? null) : null
  const phases: readonly (readonly [string, number | null])[] = [
    ['dns', dnsMs],
    ['connect', connectMs],
    ['tls', tlsMs],
    ['first byte', firstByteMs],
    ['total', totalMs + (dnsMs ?? 0)],
  ]
  return phases.flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${formatDuration(ms)}`]))
}

function requestTable(requests: readonly SentRequest[], context: PrettyContext): string {
  const { paint, glyphs, width: screenWidth } = context
  const rows = requests.map((request, index) => [
    String(index + 1),
    request.to,
    describeOutcome(request),
    formatDuration(request.timings.totalMs),
    request.purpose,
    request.method,
  ])
  const numeric = new Set([0, 3])
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)))
  const lines = rows.map((cells, index) => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0
      return numeric.has(column) ? cell.padStart(width) : cell.padEnd(width)
    })
    const start = `  ${glyphs.text(visible(padded.join('  ')))} `
    return `${start}${glyphs.text(visible(targetOf(requests[index], screenWidth - start.length, context)))}`
  })
  const title = requests.length === 1 ? 'One request was sent' : `${requests.length} requests were sent`
  return [paint.bold(title), ...lines].join('\n')
}

function describeOutcome({ reply, failure }: SentRequest): string {
  if (reply !== undefined) return String(reply.status)
  return failure?.code.replaceAll('-', ' ') ?? ''
}

/**
 * Path and query; of a URL that cannot be read, all of it. The path tells the requests apart and stays whole; of the query
 * there is as much as fits.
 */
function targetOf(request: SentRequest | undefined, room: number, { redact, glyphs }: PrettyContext): string {
  const url = request?.url ?? ''
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  const query = redact?.(search) ?? search
  if (pathname.length + query.length <= room || query === '') return `${pathname}${query}`
  const ellipsis = glyphs.text('…')
  return `${pathname}${query.slice(0, Math.max(1, room - pathname.length - ellipsis.length))}${ellipsis}`
}

/** Breaks lines between parts only: a time belongs to its unit, a name to its certificate. */
function row(label: string, parts: readonly string[], { paint, width, glyphs }: PrettyContext): readonly string[] {
  const room = width - 2 - labelWidth
  const lines: string[] = []
  for (const part of parts.map((text) => glyphs.text(visible(text))).filter((text) => text !== '')) {
    const joined = `${lines.at(-1)} ${glyphs.separator} ${part}`
    if (lines.length > 0 && joined.length <= room) lines[lines.length - 1] = joined
    else lines.push(part)
  }
  return lines.map(
    (line, index) => `  ${index === 0 ? paint.dim(label.padEnd(labelWidth)) : ' '.repeat(labelWidth)}${line}`,
  )
}

/** Text of a server on one line, in which nothing moves the cursor. */
function visible(text: string): string {
  return oneLine(text.replaceAll('\t', ' '))
}
