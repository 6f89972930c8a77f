import type { Confidence, Fix, Severity } from '../../core/finding.ts'
import type { Flaw } from './acknowledgement.ts'
import type { ReplyFacts } from './reply-facts.ts'

/** What an answer that every path gets may be. */
interface CatchAll {
  readonly when: (reply: ReplyFacts) => boolean
  readonly severity: Severity
  readonly confidence: Confidence
  readonly why: string
}

const greeting =
  /^\W{0,5}(?:it works\b|hello\b|hi there\b|welcome\b|pong\b|alive\b|healthy\b|up and running\b|(?:the |your )?[\w -]{0,30}\b(?:server|service|site|website|app|application|api|backend|bot)\b.{0,30}\b(?:running|live|online|working|healthy|up)\b)/i
const longestGreeting = 200

const onPurpose = 'One function for all paths, as serverless functions often are, does so on purpose and loses nothing;'

/**
 * A 2xx for a path that cannot exist says nothing about the callback: no route is known to have taken it. How bad that is
 * depends on what else answers so; the first row that applies counts.
 */
const catchAlls: readonly CatchAll[] = [
  {
    when: ({ body }) => body.length <= longestGreeting && greeting.test(body),
    severity: 'error',
    confidence: 'likely',
    why: 'Every path gets this greeting, also one that does not exist: a placeholder or a health check answers, and no route took the callback.',
  },
  {
    when: ({ json }) => json !== undefined,
    severity: 'warning',
    confidence: 'possible',
    why: `A path that does not exist gets the same JSON. ${onPurpose} an echo or a catch-all answers so too, and drops the callback.`,
  },
  {
    when: ({ body }) => body.trim() === '',
    severity: 'warning',
    confidence: 'possible',
    why: `A path that does not exist gets the same empty answer. ${onPurpose} a proxy without its app or a catch-all answers so too, and drops the callback.`,
  },
  {
    when: () => true,
    severity: 'warning',
    confidence: 'possible',
    why: `A path that does not exist gets the same text. ${onPurpose} a health check or a catch-all answers so too, and drops the callback.`,
  },
]

const look: Fix = {
  summary:
    "Look into the app's log for the id that begins with `ws_CO_DOCTOR`: if the callback is not there, put its route before whatever answers every path",
}

/** What it means that a path that cannot exist was answered in the same way; not for pages. */
export function findCatchAll(reply: ReplyFacts, isApps: boolean): Flaw {
  const row = catchAlls.find(({ when }) => when(reply))
  return {
    code: isApps ? 'app/route-not-found' : 'edge/default-page',
    message: 'a path that does not exist gets the same answer',
    severity: row?.severity ?? 'warning',
    confidence: row?.confidence ?? 'possible',
    why: row?.why ?? '',
    fix: look,
  }
}
