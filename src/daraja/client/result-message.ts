/** What comes to a ResultURL, as far as a status request needs it. Texts are as sent; nothing is masked. */
export interface ResultMessage {
  readonly conversationId: string | null
  readonly originatorConversationId: string | null
  readonly resultCode: string
  readonly resultDesc: string
  /** The queue gave up: nothing is said about the payment. */
  readonly isTimeout: boolean
  /** By key. One page has `DebitPartyName` twice, where the second is the receiver: it is `CreditPartyName` here. */
  readonly parameters: ReadonlyMap<string, string>
}

type JsonObject = Readonly<Record<string, unknown>>

/** Reads a body that came to a ResultURL; undefined for anything else. Never throws. */
export function readResultMessage(body: string): ResultMessage | undefined {
  const document = parse(body)
  const result = isObject(document) ? document.Result : undefined
  if (!isObject(result)) return undefined
  const resultCode = text(result.ResultCode)
  if (resultCode === null) return undefined
  return {
    conversationId: text(result.ConversationID),
    originatorConversationId: text(result.OriginatorConversationID),
    resultCode: resultCode.trim(),
    resultDesc: text(result.ResultDesc) ?? '',
    isTimeout: text(result.ResultType) === '1' && resultCode.trim() === '1',
    parameters: readParameters(result.ResultParameters),
  }
}

/** A list, or the item itself where there is only one; some items have no value. */
function readParameters(parent: unknown): ReadonlyMap<string, string> {
  const found = isObject(parent) ? parent.ResultParameter : undefined
  const items: readonly unknown[] = Array.isArray(found) ? found : [found]
  const parameters = new Map<string, string>()
  for (const item of items.filter(isObject)) {
    // Years ago the names had blanks.
    const [key, value] = [text(item.Key)?.replaceAll(' ', ''), text(item.Value)]
    if (key === undefined || value === null) continue
    if (!parameters.has(key)) parameters.set(key, value)
    else if (key === 'DebitPartyName' && !parameters.has('CreditPartyName')) parameters.set('CreditPartyName', value)
  }
  return parameters
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body.replace(/^\uFEFF/, ''))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}
