import type { RecordedAnswer, RecordedBody, RecordedRequest } from './event.ts'
import type { InboxStore } from './inbox-store.ts'
import { quoteMasked } from './quote-masked.ts'

/** Makes a text unreadable for everybody but this user on this machine. */
export interface Seal {
  close(text: string): string
  /** Null if it was closed elsewhere. */
  open(sealed: string): string | null
}

export interface Protection {
  readonly mask: (text: string) => string
  /** Null where no key can be kept: then what is masked cannot be sent again as it came. */
  readonly seal: Seal | null
}

/** A store that masks phone numbers and secrets before anything is kept. What it masks it seals, so that a replay is exact. */
export function protectStore(store: InboxStore, protection: Protection): InboxStore {
  return {
    ...store,
    async begin(request, receivedAt) {
      const started = await store.begin(protectRequest(request, protection), receivedAt)
      return { ...started, finish: (answer) => started.finish(protectAnswer(answer, protection)) }
    },
  }
}

/** Headers that are secrets whatever their value looks like. */
const secretHeader = /^(?:authorization|proxy-authorization|cookie|set-cookie)$|token|secret|api-?key|signature/i

export function protectRequest(request: RecordedRequest, { mask, seal }: Protection): RecordedRequest {
  const { target, headers, body } = request
  const masked = { ...request, target: mask(target), headers: maskHeaders(headers, mask), body: maskBody(body, mask) }
  const hidden = {
    ...(masked.target === target ? {} : { target }),
    ...(masked.headers === headers ? {} : { headers }),
    ...(masked.body === body ? {} : { body }),
  }
  if (Object.keys(hidden).length === 0) return request
  return seal === null ? masked : { ...masked, sealed: seal.close(JSON.stringify(hidden)) }
}

/** As it is kept. */
export function protectAnswer(answer: RecordedAnswer, { mask }: Protection): RecordedAnswer {
  if (answer.kind === 'no-answer') return answer
  return { ...answer, headers: maskHeaders(answer.headers, mask), body: maskBody(answer.body, mask) }
}

/** The request as it came; null if it was masked and this machine cannot open what was sealed. */
export function exactRequest(request: RecordedRequest, seal: Seal | null): RecordedRequest | null {
  if (request.sealed === undefined) return request.body.exact ? request : null
  const opened = seal?.open(request.sealed) ?? null
  if (opened === null) return null
  const { sealed: _, ...rest } = request
  return { ...rest, ...(JSON.parse(opened) as Partial<Pick<RecordedRequest, 'target' | 'headers' | 'body'>>) }
}

function maskHeaders(headers: RecordedRequest['headers'], mask: Protection['mask']): RecordedRequest['headers'] {
  let masked: (readonly [string, string])[] | undefined
  for (const [at, [name, value]] of headers.entries()) {
    const shown = secretHeader.test(name) ? '********' : mask(value)
    if (shown === value) continue
    masked ??= [...headers]
    masked[at] = [name, shown]
  }
  return masked ?? headers
}

function maskBody(body: RecordedBody, mask: Protection['mask']): RecordedBody {
  // Latin-1 has a character for every byte, so that a number among them is found and the rest stays as it is.
  const isText = body.encoding === 'utf8'
  const masked = quoteMasked(hideNamedSecrets(mask(isText ? body.content : atob(body.content))))
  const content = isText ? masked : btoa(masked)
  return content === body.content ? body : { ...body, content, exact: false }
}

const namedSecret =
  /("[\w-]{0,40}(?:password|passkey|secret|credential|token|api_?key)[\w-]{0,40}"\s{0,4}:\s{0,4}")[^"]+(?=")/gi

const mayBeNamed = /passw|passkey|secret|credential|token|api_?key/i

/** What JSON itself calls a secret. */
function hideNamedSecrets(text: string): string {
  // Most texts have no such word, and looking for it alone costs less.
  if (!mayBeNamed.test(text)) return text
  return text.replaceAll(namedSecret, '$1********')
}
