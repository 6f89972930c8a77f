import type { UrlParts } from './url-parts.ts'
import type { UrlContext, UrlProblem } from './url-problem.ts'

/** Safaricom's C2B pages forbid these in registered URLs, in any letter case; the longer word stands before its part. */
const forbiddenWords = ['mpesa', 'm-pesa', 'safaricom', 'exec', 'exe', 'cmd', 'sql', 'query'] as const

/** Words that Daraja refuses in registered C2B URLs. The sandbox takes them for M-PESA Express. */
export function judgeForbiddenWords({ text, pathOffset }: UrlParts, context: UrlContext): UrlProblem | undefined {
  const lower = text.toLowerCase()
  if (!forbiddenWords.some((word) => lower.includes(word))) return undefined
  const matches = [...text.matchAll(new RegExp(forbiddenWords.join('|'), 'gi'))]
  const first = matches[0]
  if (!first) return undefined
  const words = [...new Set(matches.map(([word]) => word.toLowerCase()))].join(', ')
  const isC2b = context.api === 'c2b'
  return {
    code: 'url/forbidden-word',
    severity: isC2b ? 'error' : 'info',
    detail: isC2b
      ? `The URL contains ${words}, which C2B registration refuses anywhere in a URL.`
      : `The URL contains ${words}; C2B registration refuses that, M-PESA Express was seen to accept it.`,
    evidence: { words, where: first.index < pathOffset ? 'host' : 'path' },
    offset: first.index,
  }
}

const oddities = [
  { name: 'two slashes in a row', form: /\/{2,}/ },
  { name: 'a `.` or `..` segment', form: /\/(?:\.|%2e){1,2}(?=\/|$)/i },
  { name: 'an encoded blank or line break', form: /%(?:20|09|0a|0d|c2%a0)/i },
  { name: 'an encoded slash', form: /%(?:2f|5c)/i },
  { name: 'an encoding that is not valid', form: /%(?![0-9a-f]{2})/i },
  { name: 'what looks like a template that was never filled in', form: /\{[^/]*\}|\$\{|\/:[a-z]\w*/i },
] as const

/** Nearly every path: words between single slashes, none of which begins with a dot. */
const plainPath = /^(?:\/[\w-][\w.~-]*)*\/?$/

/** Paths that servers, proxies and frameworks read differently. */
export function judgePath({ path, pathOffset }: UrlParts): UrlProblem | undefined {
  if (plainPath.test(path)) return undefined
  const found = oddities.flatMap(({ name, form }) => {
    const index = path.search(form)
    return index < 0 ? [] : [{ name, index }]
  })
  const first = found.toSorted((left, right) => left.index - right.index)[0]
  if (!first) return undefined
  const names = found.map(({ name }) => name).join(', ')
  return {
    code: 'url/odd-path',
    severity: 'warning',
    detail: `The path has ${names}, which servers do not all read alike.`,
    evidence: { path, odd: names },
    offset: pathOffset + first.index,
  }
}
