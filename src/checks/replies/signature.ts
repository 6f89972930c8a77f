import type { Confidence, Fix } from '../../core/finding.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { ReplyFacts } from './reply-facts.ts'

/** Marks by which a reply is recognised; all that are given must be there. */
export interface Marks {
  readonly status?: readonly number[]
  /** By name in lower case; an empty expression asks only that the header is there. */
  readonly headers?: Readonly<Record<string, RegExp>>
  readonly body?: RegExp
  /** Only pages: in an app's own JSON or text the same words mean something else. */
  readonly page?: true
  /** Only for tunnels of this provider. */
  readonly provider?: string
}

/** One row of the tables: marks by which a reply is recognised, and what it then means. */
export interface Signature extends Marks {
  readonly code: ReplyCode
  /** Who answered, for people: "ngrok", "Django". */
  readonly by: string
  /** Default `certain`. */
  readonly confidence?: Confidence
  /** What the mark says in this provider's words. */
  readonly why?: string
  readonly fix?: Fix
  /** Where the mark is known from: the product's documentation or source, or the version that it was recorded from. */
  readonly source: string
}

/** The first row that a reply matches. */
export function matchSignature(
  table: readonly Signature[],
  reply: ReplyFacts,
  provider: string | undefined,
): Signature | undefined {
  return table.find((row) => hasMarks(row, reply, provider))
}

/** Whether a reply has all the marks; the body, which takes longest, is looked at last. */
export function hasMarks(marks: Marks, reply: ReplyFacts, provider: string | undefined): boolean {
  return (
    (marks.status === undefined || marks.status.includes(reply.status)) &&
    (marks.provider === undefined || marks.provider === provider) &&
    (marks.page === undefined || reply.isPage) &&
    Object.entries(marks.headers ?? {}).every(([name, mark]) => mark.test(reply.headers.get(name) ?? '\u0000')) &&
    (marks.body === undefined || marks.body.test(reply.body))
  )
}

/** For rows that ask only whether a header is there. */
export const present = /^[^\u0000]/
