import { resultCodeOf } from './acknowledgement.ts'
import { whoAnswered } from './answerers.ts'
import type { Elsewhere } from './elsewhere.ts'
import { readElsewhere } from './elsewhere.ts'
import { findFramework } from './frameworks.ts'
import type { ReplyCode } from './reply-codes.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { Side } from './side.ts'
import type { Situation } from './situation.ts'

/** What one side did, in one word: what became of the request, or what a refusal means by itself. */
export type Sight = 'unseen' | 'down' | 'silent' | 'broken' | 'accepted' | ReplyCode

/**
 * How the address of the app came about.
 * - `named`: by the user, for this run or in the config file
 * - `stated`: a variable of the project says so (`PORT`)
 * - `guessed`: by the framework's usual port, or by what listens
 */
export type AppKnown = 'named' | 'stated' | 'guessed'

/**
 * What kind of reply the public URL gave, by the first of these that fits.
 * - `redirect`: 3xx · `password`: 401 for which a browser asks the user itself (Basic …) · `login`: any other 401
 * - `unavailable`: 503
 * - `server-page`: what a web server writes of itself · `page`: any other page
 */
export type Kind = 'redirect' | 'password' | 'login' | 'unavailable' | 'server-page' | 'page' | 'other'

/**
 * The public reply beside the app's.
 * - `same`: it can be the same program's · `different`: it cannot, or only one of them is seen
 * - `other-fields`: both accept, with JSON of different fields · `one-page`: both accept, one of them with a page
 * - `one-text`: both accept, the public URL with text or nothing, the app with a result code
 */
export type Comparison = 'same' | 'different' | 'other-fields' | 'one-page' | 'one-text'

/** Everything that the decision table looks at: each column has a handful of values, so that all cases can be listed. */
export interface Picture {
  /** The public URL. */
  readonly outside: Sight
  /** The app on this machine. */
  readonly inside: Sight
  /** The host of the callback URL is a tunnel's, which ends on a developer's machine. */
  readonly tunnel: boolean
  readonly app: AppKnown
  readonly kind: Kind
  /** A framework left its mark in the public reply, so that the app itself spoke. */
  readonly framework: boolean
  /** At the public URL. */
  readonly elsewhere: Elsewhere
  readonly comparison: Comparison
}

export function drawPicture({ outside, inside, provider, app }: Situation): Picture {
  return {
    outside: sightOf(outside),
    inside: sightOf(inside),
    tunnel: provider !== undefined,
    app,
    kind: kindOf(outside, provider),
    framework: findFramework(outside?.reply) !== undefined,
    elsewhere: outside === undefined ? 'unknown' : readElsewhere(outside.reply, outside.variants),
    comparison: compare(outside, inside),
  }
}

function sightOf(side: Side | undefined): Sight {
  if (side === undefined) return 'unseen'
  if (side.state !== 'refused') return side.state
  return side.classified?.code ?? 'edge/connection-closed'
}

const browserAsks = /^(?:Basic|Digest|Negotiate|NTLM)\b/i

function kindOf(side: Side | undefined, provider: string | undefined): Kind {
  const reply = side?.reply
  if (reply === undefined) return 'other'
  if (reply.status >= 300 && reply.status < 400) return 'redirect'
  if (reply.status === 401) return browserAsks.test(reply.headers.get('www-authenticate') ?? '') ? 'password' : 'login'
  if (reply.status === 503) return 'unavailable'
  const author = whoAnswered(reply, provider)
  if (author?.kind === 'server' && author.confidence === 'certain') return 'server-page'
  return reply.isPage ? 'page' : 'other'
}

function compare(outside: Side | undefined, inside: Side | undefined): Comparison {
  if (outside === undefined || inside === undefined || outside.state !== inside.state) return 'different'
  if (outside.state === 'accepted') return compareAccepted(outside.reply, inside.reply)
  if (outside.state !== 'refused') return 'same'
  const [a, b] = [outside.classified, inside.classified]
  if (a?.code === b?.code) return 'same'
  // A mark of somebody else's outweighs the same status.
  const isMarked = a?.by !== undefined && isInFront(a.code)
  return !isMarked && outside.reply?.status === inside.reply?.status ? 'same' : 'different'
}

/** Whether two accepted replies can be the same code's: both pages or neither, and JSON with the same keys. */
function compareAccepted(a: ReplyFacts | undefined, b: ReplyFacts | undefined): Comparison {
  if (a === undefined || b === undefined) return 'same'
  if (a.isPage !== b.isPage) return 'one-page'
  if (a.json === undefined && resultCodeOf(b) !== undefined) return 'one-text'
  return fieldsOf(a) === fieldsOf(b) ? 'same' : 'other-fields'
}

function fieldsOf({ json }: ReplyFacts): string {
  return json === undefined ? 'none' : Object.keys(json).sort().join()
}

/** Whether a code is about what stands before the app. */
export function isInFront(code: string): boolean {
  return code.startsWith('edge/') || code.startsWith('tunnel/')
}
