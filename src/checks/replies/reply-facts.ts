import type { HttpReply } from '../../core/http-port.ts'
import { looksLikePage } from '../../probes/looks-like-page.ts'

/** A reply with everything that the tables look at, read once. */
export interface ReplyFacts {
  readonly status: number
  readonly statusText: string
  /** The first of each name, names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  readonly bodyEnd: HttpReply['bodyEnd']
  /** The body is a page for people, and no JSON that quotes one. */
  readonly isPage: boolean
  readonly json: Readonly<Record<string, unknown>> | undefined
  readonly title: string | undefined
  /** Milliseconds from sending the request to the end of the reply. */
  readonly ms: number
}

export function readReply(reply: HttpReply): ReplyFacts {
  const headers = new Map<string, string>()
  for (const [name, value] of reply.headers) headers.set(name, joinCookies(name, headers.get(name), value))
  const { connectMs, tlsMs, totalMs } = reply.timings
  return {
    status: reply.status,
    statusText: reply.statusText,
    headers,
    body: reply.body,
    bodyEnd: reply.bodyEnd,
    isPage: looksLikePage(reply.body) && parseObject(reply.body) === undefined,
    json: parseObject(reply.body),
    title: readTitle(reply.body),
    ms: Math.max(0, totalMs - (connectMs ?? 0) - (tlsMs ?? 0)),
  }
}

/** Cookies name frameworks, so all of them are kept; of other headers the first one counts. */
function joinCookies(name: string, before: string | undefined, value: string): string {
  if (before === undefined) return value
  return name === 'set-cookie' ? `${before}; ${value}` : before
}

/** A JSON object, or undefined. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function readTitle(body: string): string | undefined {
  const title = /<title[^>]{0,200}>([^<]{1,200})/i.exec(body)?.[1]
  return title === undefined ? undefined : title.replaceAll(/\s+/g, ' ').trim()
}
