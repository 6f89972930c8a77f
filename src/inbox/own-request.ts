import type { RecordedRequest } from './event.ts'
import type { InboxStore } from './inbox-store.ts'

/** Begin of the paths that only ask where a URL leads; no app has one like it. */
const questionPath = '/mpesa-doctor-round-trip/'

/** A path of its own for one question. `token` is unguessable. */
export function makeQuestionPath(token: string): string {
  return `${questionPath}${token}`
}

/** Whether a request only asks where a URL leads: whichever inbox it reaches, there is nothing in it to keep. */
export function isQuestion(target: string): boolean {
  return target.startsWith(questionPath) && /^[0-9a-f]{16,}$/.test(target.slice(questionPath.length))
}

/** On the callback by which a tunnel sees what its app answers: inboxes pass it on, and do not keep it. */
export const ownHeader = ['X-Mpesa-Doctor', 'tunnel'] as const

/** The id too, which no payment has: the header alone would let anybody send what leaves no trace. */
function isOwn({ headers, body }: Pick<RecordedRequest, 'headers' | 'body'>): boolean {
  const [wanted, text] = ownHeader
  return (
    body.content.includes('"ws_CO_DOCTOR') &&
    !/"ws_CO_(?!DOCTOR)/.test(body.content) &&
    headers.some(([name, value]) => name.toLowerCase() === wanted.toLowerCase() && value === text)
  )
}

/** Number of what is passed on and never was to be kept; events count from 1, and are 0 where nothing is kept at all. */
export const unkept = -1

/** A store that keeps everything but what a tunnel of this program sends to try its URL. */
export function withoutOwn(store: InboxStore): InboxStore {
  return {
    ...store,
    begin(request, receivedAt) {
      if (!isOwn(request)) return store.begin(request, receivedAt)
      return Promise.resolve({ id: 'own', number: unkept, finish: async () => undefined })
    },
  }
}
