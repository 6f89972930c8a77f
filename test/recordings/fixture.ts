import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One answer to one request, as the tables of signatures meet it. */
export interface ReplyFixture {
  readonly name: string
  /** How the server was set up, in words; of a documented reply, when it is given. */
  readonly config: string
  /** Of a documented reply of a tunnel: whose host the callback URL has. */
  readonly provider?: string
  readonly request: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What a documented reply means; what recorded ones mean is in the tests. */
  readonly means?: { readonly code: string; readonly by: string }
}

/** Answers of one server: recorded from it, or written after documentation that is named. */
export interface ReplyFixtures {
  readonly server: string
  /** Of the recorded program. */
  readonly version?: string
  /** Where the marks are described; such replies hold nothing but the marks. */
  readonly documentation?: string
  readonly replies: readonly ReplyFixture[]
}

const folder = fileURLToPath(new URL('../fixtures/replies/edge/', import.meta.url))

/** All fixtures of what stands in front of apps. */
export function readEdgeFixtures(): readonly ReplyFixtures[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as ReplyFixtures)
}
