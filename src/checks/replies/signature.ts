import type { Confidence, Fix } from '../../core/finding.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { ReplyFacts } from './reply-facts.ts'

/** One row of the tables: marks by which a reply is recognised, and what it then means. All marks must be there. */
export interface Signature {
  readonly code: ReplyCode
  /** Who answered, for people: "ngrok", "Django". */
  readonly by: string
  readonly status?: readonly number[]
  /** By name in lower case; an empty expression asks only that the header is there. */
  readonly headers?: Readonly<Record<string, RegExp>>
  readonly body?: RegExp
  /** Only for tunnels of this provider. */
  readonly provider?: string
  /** Default `certain`. */
  readonly confidence?: Confidence
  /** What the mark says in this provider's words. */
  readonly why?: string
  readonly fix?: Fix
}

/** The first row that a reply matches. */
export function matchSignature(
  table: readonly Signature[],
  reply: ReplyFacts,
  provider: string | undefined,
): Signature | undefined {
  return table.find(
    (row) =>
      (row.status === undefined || row.status.includes(reply.status)) &&
      (row.provider === undefined || row.provider === provider) &&
      Object.entries(row.headers ?? {}).every(([name, mark]) => mark.test(reply.headers.get(name) ?? '\u0000')) &&
      (row.body === undefined || row.body.test(reply.body)),
  )
}

/** For rows that ask only whether a header is there. */
export const present = /^[^\u0000]/
