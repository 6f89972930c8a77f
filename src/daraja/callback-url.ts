import { type CleanedValue, cleanUrl } from './url-cleaning.ts'
import { judgeHostPlace } from './url-host-rules.ts'
import { splitUrl, type UrlParts } from './url-parts.ts'
import { judgeForbiddenWords, judgePath } from './url-path-rules.ts'
import type { UrlContext, UrlProblem } from './url-problem.ts'

function describeCharacter(raw: string, offset: number): string {
  const codePoint = raw.codePointAt(offset) ?? 0
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
}

function reportStrays(raw: string, { strays, text, isCertain }: CleanedValue): UrlProblem {
  const offset = strays[0] ?? 0
  const character = describeCharacter(raw, offset)
  const isOne = strays.length === 1
  const more = isOne ? '' : `, the first of ${strays.length} such characters`
  const way = isCertain ? '' : `: remove ${isOne ? 'it' : 'them'}, or write \`%20\` where a blank is meant`
  return {
    code: 'url/stray-characters',
    severity: 'error',
    detail: `Character ${offset + 1} of the URL is ${character}, which does not belong there${more}${way}.`,
    evidence: { character, column: offset + 1, count: strays.length },
    offset,
    ...(isCertain ? { cleaned: text } : {}),
  }
}

function judgeTransport({ url, text, pathOffset }: UrlParts, context: UrlContext): readonly UrlProblem[] {
  const problems: UrlProblem[] = []
  if (url.protocol === 'http:') {
    problems.push({
      code: 'url/not-https',
      severity: context.environment === 'production' ? 'error' : 'warning',
      detail: 'The URL is plain `http`, which production refuses and only the sandbox may take.',
      evidence: { scheme: 'http' },
      offset: 0,
    })
  }
  if (url.port !== '') {
    problems.push({
      code: 'url/unusual-port',
      severity: 'warning',
      detail: `Port ${url.port} is not the usual one; nobody documents which ports Safaricom can reach besides 443.`,
      evidence: { port: Number(url.port) },
      offset: text.lastIndexOf(':', pathOffset) + 1,
    })
  }
  return problems
}

function judgeUserinfo({ userinfo, text, name, hostOffset }: UrlParts): UrlProblem | undefined {
  if (userinfo === undefined) return undefined
  const start = hostOffset - userinfo.length - 1
  return {
    code: 'url/userinfo',
    severity: 'error',
    detail: `There is something before an \`@\`; the host is \`${name}\`, and Safaricom sends no user or password.`,
    evidence: { host: name, hasPassword: userinfo.includes(':') },
    offset: start,
    cleaned: `${text.slice(0, start)}${text.slice(hostOffset)}`,
  }
}

function judgeFragment({ text }: UrlParts): UrlProblem | undefined {
  const offset = text.indexOf('#')
  if (offset < 0) return undefined
  return {
    code: 'url/fragment',
    severity: 'error',
    detail: 'Everything from `#` on stays with the sender and never reaches your server.',
    evidence: { length: text.length - offset },
    offset,
    cleaned: text.slice(0, offset),
  }
}

function judgeHostCase({ host, hostOffset, text }: UrlParts): UrlProblem | undefined {
  if (host === host.toLowerCase()) return undefined
  const index = host.search(/[A-Z]/)
  if (index < 0) return undefined
  return {
    code: 'url/uppercase-host',
    severity: 'warning',
    detail: 'The host has upper case letters, which Daraja refused in one report.',
    evidence: { host: host.toLowerCase() },
    offset: hostOffset + index,
    cleaned: `${text.slice(0, hostOffset)}${host.toLowerCase()}${text.slice(hostOffset + host.length)}`,
  }
}

function judgeParts(parts: UrlParts, context: UrlContext): readonly UrlProblem[] {
  const place = judgeHostPlace(parts, context)
  // A tunnel or a deployment replaces scheme, host and port together, so one finding says it all.
  const isUnreachable = place?.code === 'url/local-address' || place?.code === 'url/private-address'
  const isReplaced = isUnreachable || place?.code === 'url/example-host' || place?.code === 'url/bare-ip'
  const problems = [
    place,
    ...(isUnreachable ? [] : judgeTransport(parts, context)),
    judgeUserinfo(parts),
    isReplaced ? undefined : judgeHostCase(parts),
    judgeForbiddenWords(parts, context),
    judgePath(parts),
    judgeFragment(parts),
  ]
  return problems.filter((problem) => problem !== undefined)
}

// `https://<your-domain>/callback` is a stand-in; calling its brackets stray would miss the point.
const bracketedHost = /^(https?:\/\/)<([^<>/?#]*)>/i

/**
 * Everything that can be said about a callback URL as text, at most one problem per code. A value with stray characters
 * is judged further without them; a malformed one not at all; `offset` always counts in the raw value. Never throws.
 */
export function inspectCallbackUrl(raw: string, context: UrlContext): readonly UrlProblem[] {
  const bracketed = raw.includes('<') ? bracketedHost.exec(raw) : null
  if (bracketed) {
    const offset = bracketed[1]?.length ?? 0
    const detail = 'The host is a stand-in in angle brackets, not a host of yours.'
    return [{ code: 'url/example-host', severity: 'error', detail, evidence: { host: bracketed[2] ?? '' }, offset }]
  }
  const value = cleanUrl(raw)
  const { text, origins, strays } = value
  const toRaw = (offset: number): number => origins[offset] ?? raw.length
  const parts = splitUrl(text)
  if ('reason' in parts) {
    const { reason, detail, offset, cleaned } = parts
    const problem = {
      code: 'url/malformed',
      severity: 'error',
      detail,
      evidence: { reason },
      offset: toRaw(offset),
    } as const
    const malformed = cleaned === undefined || !value.isCertain ? problem : { ...problem, cleaned }
    return strays.length === 0 || text === '' ? [malformed] : [reportStrays(raw, value), malformed]
  }
  const problems = judgeParts(parts, context).map(({ cleaned, ...problem }): UrlProblem => {
    const located = problem.offset === undefined ? problem : { ...problem, offset: toRaw(problem.offset) }
    // What is not certain of one of them is certain of none.
    return cleaned === undefined || !value.isCertain ? located : { ...located, cleaned }
  })
  return strays.length === 0 ? problems : [reportStrays(raw, value), ...problems]
}
