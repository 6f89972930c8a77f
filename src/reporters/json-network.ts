import type { NetworkFacts, SeenReply, SentRequest } from '../core/network-facts.ts'
import { redactText } from './json-redact.ts'
import { redactBody, redactHeader } from './reply-secrets.ts'
import type { RenderContext } from './reporter.ts'

/** What was seen on the network, as it is published. */
export interface NetworkDocument extends Omit<NetworkFacts, 'requests'> {
  readonly requests: readonly RequestDocument[]
}

/** A request with the fields of its reply, if there is one. */
export interface RequestDocument extends Omit<SentRequest, 'reply'>, Partial<Omit<SeenReply, 'headers'>> {
  readonly headers?: readonly { readonly name: string; readonly value: string }[]
}

export const mostBodyCharacters = 2_000

/** Their values are words of this tool or of a protocol; a secret that is such a word must not replace them. */
const toolsOwn: ReadonlySet<string> = new Set([
  'bodyEnd',
  'bodyFault',
  'clientCertificate',
  'code',
  'fault',
  'httpVersion',
  'method',
  'observedAt',
  'oddities',
  'phase',
  'protocol',
  'purpose',
  'sign',
  'spoken',
  'stage',
  'to',
  'trustAnchor',
  'trustError',
  'validFrom',
  'validTo',
])

export function documentNetwork({ requests, ...facts }: NetworkFacts, context: RenderContext): NetworkDocument {
  return {
    ...documentFacts(facts, context),
    requests: requests.map(({ reply, ...request }) => ({
      ...documentFacts(request, context),
      ...(reply === undefined ? {} : documentReply(reply, context)),
    })),
  }
}

function documentReply(
  { headers, body, ...reply }: SeenReply,
  context: RenderContext,
): Omit<RequestDocument, keyof SentRequest> {
  return {
    ...documentFacts(reply, context),
    headers: headers.map(([name, value]) => ({
      name: redactText(name, context.redact),
      value: redactHeader(name, value, context),
    })),
    // Redacted first: of a secret that the cut goes through, a half would no longer be recognised.
    body: [...redactBody(body, context)].slice(0, mostBodyCharacters).join(''),
  }
}

/** The same facts with their texts redacted and their times rounded to tenths of a millisecond. */
function documentFacts<T extends object>(facts: T, context: RenderContext): T {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, toolsOwn.has(key) ? value : documentValue(key, value, context)]),
  ) as T
}

function documentValue(key: string, value: unknown, context: RenderContext): unknown {
  if (typeof value === 'string') return redactText(value, context.redact)
  if (typeof value === 'number') return /^ms$|Ms$/.test(key) ? Math.round(value * 10) / 10 : value
  if (Array.isArray(value)) return value.map((entry) => documentValue(key, entry, context))
  return typeof value === 'object' && value !== null ? documentFacts(value, context) : value
}
