import type { Classified } from './classify-reply.ts'
import { readElsewhere } from './elsewhere.ts'
import type { ReplyFacts } from './reply-facts.ts'
import type { ReadVariant } from './side.ts'
import { passToPhp } from './signatures/set-ups.ts'

/** What is known about a reply whose page alone does not tell its cause. */
interface Seen {
  readonly classified: Classified
  readonly reply: ReplyFacts
  readonly path: string
  readonly variants: readonly ReadVariant[]
}

/** Werkzeug's words for every 400 that has no description; Flask hides which field was missing unless it debugs. */
const flaskPage = /<p>The browser \(or proxy\) sent a request that this server could not understand\.<\/p>/

const wordless =
  'Every path is refused without a word, so that it is no matter of this route. Rails in production answers so to hosts that `config.hosts` lacks; a login or a list of addresses for the whole app does the same.'

/** Pages that a server writes for several reasons, told apart by the path and the other requests. */
export function readAmbiguousPage(seen: Seen): Classified {
  const { classified, reply } = seen
  if (classified.code === 'edge/not-your-app' && classified.by === 'nginx' && reply.status === 405)
    return readFileOfNginx(seen)
  const isFlask = reply.status === 400 && classified.code === 'app/payload-rejected' && flaskPage.test(reply.body)
  if (isFlask) return readBadRequestOfFlask(seen)
  return isWordless(seen) ? { ...classified, why: wordless } : classified
}

/** Rails answers so before it adds a header of its own (recorded: Rails 6.1, production); others may, too. */
function isWordless({ classified, reply, variants }: Seen): boolean {
  return (
    classified.code === 'app/auth-required' &&
    classified.by === undefined &&
    reply.status === 403 &&
    reply.body === '' &&
    /^text\/html\b/i.test(reply.headers.get('content-type') ?? '') &&
    readElsewhere(reply, variants) === 'same'
  )
}

/** nginx takes no POST for a file: the front end's for every path, or a script that it does not run. */
function readFileOfNginx({ classified, reply, path, variants }: Seen): Classified {
  if (readElsewhere(reply, variants) === 'same')
    return {
      ...classified,
      code: 'edge/default-page',
      why: 'nginx itself has a file for every path, as the index.html of a front end, and files take no POST: the request does not get to the app.',
    }
  if (!/\.php\/?$/i.test(path)) return classified
  const get = variants.find(({ name }) => name === 'get')?.reply
  const isPublic = get !== undefined && get.status === 200 && /<\?(?:php\b|=)/.test(get.body)
  return {
    ...classified,
    confidence: isPublic ? 'certain' : classified.confidence,
    why: `nginx serves the script as a file, and files take no POST: PHP never runs it.${isPublic ? ' A GET returns its source, so that everyone can read it, with every key that stands in it.' : ''}`,
    fix: isPublic
      ? { ...passToPhp, summary: `${passToPhp.summary}, and change the keys that stand in the script` }
      : passToPhp,
  }
}

/** Refused with and without metadata, so that it is not the metadata that is missed; a path beside it is not refused. */
function readBadRequestOfFlask({ classified, reply, variants }: Seen): Classified {
  if (readElsewhere(reply, variants) === 'same') return classified
  const withMetadata = variants.find(({ name }) => name === 'metadata')?.reply
  const readsForm =
    '`request.form["Body"]` is answered so, because `request.form` holds only forms and Safaricom sends JSON'
  const why = `Flask does not say what it missed. ${readsForm}`
  if (withMetadata === undefined)
    return {
      ...classified,
      confidence: 'possible',
      why: `${why}; so is \`abort(400)\` in a view that asks for \`CallbackMetadata\`, which failed payments do not have.`,
    }
  return {
    ...classified,
    code: 'app/body-not-parsed',
    confidence: 'possible',
    why: `${why}; so is \`abort(400)\` in a view, but not for want of \`CallbackMetadata\`: with it the callback was refused as well.`,
  }
}
