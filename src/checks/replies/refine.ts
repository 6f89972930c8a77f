import type { Classified } from './classify-reply.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { ReadVariant } from './side.ts'

interface Refinement {
  readonly from: readonly Classified['code'][]
  readonly when: (seen: Seen) => boolean
  readonly to: Classified
}

interface Seen {
  readonly reply: ReplyFacts
  readonly path: string
  readonly by: (name: ReadVariant['name']) => ReplyFacts | undefined
}

const isAccepted = (reply: ReplyFacts | undefined): boolean =>
  reply !== undefined && reply.status >= 200 && reply.status < 300 && !reply.isPage

const unknownPayment =
  /\b(?:unknown|not found|no such|does(?:n't| not) exist|could not find|no matching)\b[^.{}]{0,40}\b(?:order|payment|transaction|checkout|invoice|request ?id)|(?:order|payment|transaction|checkout\w*|invoice)\b[^.{}]{0,40}\b(?:not found|unknown|does(?:n't| not) exist|not exist)|\binvalid (?:checkout ?request ?id|order (?:id|number)|transaction id)\b/i

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
]

/** Looks at the other requests that were made because of a refusal. */
export function refine(
  classified: Classified,
  reply: ReplyFacts,
  variants: readonly ReadVariant[],
  path: string,
): Classified {
  const by = (name: ReadVariant['name']) => variants.find((variant) => variant.name === name)?.reply
  const row = refinements.find(({ from, when }) => from.includes(classified.code) && when({ reply, path, by }))
  return row === undefined ? classified : { ...row.to, ...(classified.by === undefined ? {} : { by: classified.by }) }
}

/** An answer of the handler about the payment, not of the router about the path. */
function refusesUnknownPayment(reply: ReplyFacts, path: string, sibling: ReplyFacts | undefined): boolean {
  if (reply.isPage || reply.status >= 500 || reply.status === 405) return false
  const words = reply.body.replaceAll(path, '')
  if (!unknownPayment.test(words)) return false
  // A router says the same of every path.
  return sibling === undefined || sibling.body.replaceAll(/mpesa-doctor-\w+/g, '') !== reply.body
}

/** Whether a refusal is only about an id that the app cannot know. */
export function isAboutUnknownPayment(classified: Classified, reply: ReplyFacts, path: string): boolean {
  return classified.code === 'app/payload-rejected' && unknownPayment.test(reply.body.replaceAll(path, ''))
}
