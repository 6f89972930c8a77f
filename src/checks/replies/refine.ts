import { whoAnswered } from './answerers.ts'
import type { Classified } from './classify-reply.ts'
import type { Elsewhere } from './elsewhere.ts'
import { readElsewhere } from './elsewhere.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { ReadVariant } from './side.ts'

interface Refinement {
  readonly from: readonly Classified['code'][]
  readonly when: (seen: Seen) => boolean
  /** Without a code the reply keeps its own, and what else is not named. */
  readonly to: Partial<Classified>
}

interface Seen {
  readonly reply: ReplyFacts
  readonly path: string
  readonly elsewhere: Elsewhere
  readonly by: (name: ReadVariant['name']) => ReplyFacts | undefined
}

const isAccepted = (reply: ReplyFacts | undefined): boolean =>
  reply !== undefined && reply.status >= 200 && reply.status < 300 && !reply.isPage

const unknownPayment =
  /\bno (?:order|payment|transaction|checkout|invoice|stk)\w* match|\b(?:unknown|not found|no such|does(?:n't| not) exist|could not find|no matching)\b[^.{}]{0,40}\b(?:order|payment|transaction|checkout|invoice|request ?id)|(?:order|payment|transaction|checkout\w*|invoice)\b[^.{}]{0,40}\b(?:not found|unknown|does(?:n't| not) exist|not exist)|\binvalid (?:checkout ?request ?id|order (?:id|number)|transaction id)\b/i

/** Django's `get_object_or_404`; it names the model. */
const noMatch = /\bNo \w+ matches the given query/

/** What further requests say about a refusal; the first row that applies counts. */
const refinements: readonly Refinement[] = [
  {
    from: ['app/server-error', 'app/payload-rejected', 'app/body-not-parsed'],
    when: ({ by }) => isAccepted(by('plain-json')),
    to: {
      code: 'app/body-not-parsed',
      confidence: 'certain',
      why: 'The same JSON was taken with `Content-Type: application/json`, and not with `;charset=UTF-8` behind it, which is how Safaricom sends it.',
      fix: { summary: 'Compare the content type without its parameters' },
    },
  },
  {
    from: ['app/server-error', 'app/payload-rejected', 'app/body-not-parsed'],
    when: ({ by }) => isAccepted(by('spaced-json')),
    to: {
      code: 'app/body-not-parsed',
      confidence: 'certain',
      why: 'The same JSON was taken with `application/json; charset=utf-8`, and not with `application/json;charset=UTF-8`, which is how Safaricom writes it: the content type is compared letter by letter.',
      fix: { summary: 'Compare the content type without its parameters' },
    },
  },
  {
    from: ['app/server-error', 'app/payload-rejected'],
    when: ({ by }) => isAccepted(by('metadata')),
    to: {
      code: 'handler/crashes',
      confidence: 'certain',
      why: 'The same failure was accepted as soon as it carried `CallbackMetadata`; real failures never do.',
      fix: { summary: 'Look at `ResultCode` before reading `CallbackMetadata`' },
    },
  },
  {
    from: ['app/server-error', 'app/payload-rejected'],
    when: ({ by }) => isAccepted(by('form')),
    to: {
      code: 'app/body-not-parsed',
      confidence: 'likely',
      why: 'The same fields were accepted as a form; Safaricom sends JSON.',
    },
  },
  {
    from: ['app/auth-required', 'app/payload-rejected'],
    when: ({ by }) => isAccepted(by('as-safaricom')),
    to: {
      code: 'edge/ip-allowlist',
      confidence: 'likely',
      why: "The app refused this machine and accepted the same callback when it claimed one of Safaricom's addresses.",
    },
  },
  {
    from: ['app/route-not-found', 'app/payload-rejected', 'app/server-error'],
    when: ({ reply, path, by }) => refusesUnknownPayment(reply, path, by('sibling')),
    to: {
      code: 'app/payload-rejected',
      confidence: 'likely',
      why: 'The route is there and refuses an id that it does not know. A callback that comes before the app has stored its id is refused the same way and is lost.',
      fix: { summary: 'Acknowledge callbacks of unknown payments with 200, and store them for later' },
    },
  },
  {
    from: ['app/payload-rejected'],
    when: ({ reply, elsewhere }) => /<h1>Bad Request \(400\)<\/h1>/.test(reply.body) && elsewhere === 'same',
    to: {
      code: 'edge/host-rejected',
      confidence: 'likely',
      why: 'Django answers every path with this page where the host is not in `ALLOWED_HOSTS`; with `DEBUG = False` it does not say so.',
    },
  },
  {
    from: ['app/payload-rejected'],
    when: ({ reply, elsewhere }) => reply.status === 400 && elsewhere === 'same',
    to: {
      confidence: 'possible',
      why: 'A path that does not exist is refused in the same words: the refusal comes from something before the route, and may be about the host, a header or the connection.',
    },
  },
  {
    from: ['app/server-error'],
    when: ({ elsewhere }) => elsewhere === 'same',
    to: { why: 'A path that does not exist crashes in the same way: the app fails before it looks for a route.' },
  },
  {
    from: ['app/route-not-found'],
    when: ({ reply, by }) => takesPost(reply, by('options'), by('get')),
    to: {
      code: 'app/payload-rejected',
      confidence: 'likely',
      why: "The path is there and takes POST, as its `Allow` says; the 404 is the handler's, most likely because it does not know the payment. A callback that comes before the app has stored its id is refused the same way and is lost.",
      fix: { summary: 'Acknowledge callbacks of unknown payments with 200, and store them for later' },
    },
  },
  {
    from: ['app/route-not-found', 'app/method-not-allowed'],
    when: ({ by }) => takesOtherMethods(by('options'), by('get')),
    to: {
      code: 'app/method-not-allowed',
      confidence: 'certain',
      why: 'The path is there and takes other methods; Safaricom always sends POST.',
      fix: { summary: 'Register the callback route for POST' },
    },
  },
  {
    from: ['app/route-not-found'],
    when: ({ elsewhere, by }) => elsewhere === 'same' && !isKnownPath(by('get')),
    to: { confidence: 'certain' },
  },
  {
    from: ['app/route-not-found'],
    when: ({ by }) => isKnownPath(by('get')),
    to: {
      confidence: 'likely',
      why: 'A GET to the path is not answered with 404: the route may be there for other methods, or its handler answers 404 because it does not know the payment.',
    },
  },
]

function takesOtherMethods(options: ReplyFacts | undefined, get: ReplyFacts | undefined): boolean {
  const allow = options === undefined || options.status >= 400 ? undefined : options.headers.get('allow')
  return (allow !== undefined && /\bGET\b/i.test(allow) && !/\bPOST\b/i.test(allow)) || isAccepted(get)
}

const serversOwn = /\bTRACE\b/i

/** Whether the route itself says that it takes POST; some servers list every method that they know for any path. */
function takesPost(reply: ReplyFacts, options: ReplyFacts | undefined, get: ReplyFacts | undefined): boolean {
  if (whoAnswered(reply)?.kind === 'server' && whoAnswered(reply)?.confidence === 'certain') return false
  const told = [
    options !== undefined && options.status < 400 ? options : undefined,
    get?.status === 405 ? get : undefined,
  ]
  return told.some((answer) => {
    const allow = answer?.headers.get('allow') ?? ''
    return /\bPOST\b/i.test(allow) && !serversOwn.test(allow)
  })
}

/** A crash or a refusal by GET: something else than a router looked at the path. */
function isKnownPath(get: ReplyFacts | undefined): boolean {
  return get !== undefined && [400, 405, 415, 422, 500].includes(get.status)
}

/** Looks at the other requests that were made because of a refusal. */
export function refine(
  classified: Classified,
  reply: ReplyFacts,
  variants: readonly ReadVariant[],
  path: string,
): Classified {
  const by = (name: ReadVariant['name']) => variants.find((variant) => variant.name === name)?.reply
  const elsewhere = readElsewhere(reply, variants)
  const row = refinements.find(
    ({ from, when }) => from.includes(classified.code) && when({ reply, path, elsewhere, by }),
  )
  if (row === undefined) return classified
  const { code, ...to } = row.to
  if (code === undefined) return { ...classified, ...to }
  const { by: signed, confidence } = classified
  return { confidence, ...to, code, ...(signed === undefined ? {} : { by: signed }) }
}

/** An answer of the handler about the payment, not of the router about the path. */
function refusesUnknownPayment(reply: ReplyFacts, path: string, sibling: ReplyFacts | undefined): boolean {
  if (reply.status >= 500 || reply.status === 405) return false
  const words = reply.body.replaceAll(path, '')
  // Of pages only Django's in debug mode says so; in others the words may be about anything.
  if (!(noMatch.test(words) || (!reply.isPage && unknownPayment.test(words)))) return false
  // A router says the same of every path.
  return sibling === undefined || sibling.body.replaceAll(/mpesa-doctor-\w+/g, '') !== reply.body
}

/** Whether a refusal is only about an id that the app cannot know. */
export function isAboutUnknownPayment(
  classified: Classified,
  reply: ReplyFacts,
  path: string,
  variants: readonly ReadVariant[],
): boolean {
  if (classified.code !== 'app/payload-rejected') return false
  const by = (name: ReadVariant['name']) => variants.find((variant) => variant.name === name)?.reply
  const words = reply.body.replaceAll(path, '')
  if (unknownPayment.test(words) || noMatch.test(words)) return true
  return reply.status === 404 && takesPost(reply, by('options'), by('get'))
}
