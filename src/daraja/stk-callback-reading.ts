interface StkReading {
  readonly merchantRequestId: string | undefined
  readonly checkoutRequestId: string | undefined
  readonly resultCode: number | string
  readonly resultDesc: string | undefined
}

export interface StkSuccessReading extends StkReading {
  readonly kind: 'success'
  readonly amount: number | undefined
  readonly receipt: string | undefined
  /** As sent, usually `YYYYMMDDHHmmss` in East Africa Time. */
  readonly transactionDate: string | undefined
  /** As sent: plain, masked or hashed. */
  readonly phone: string | undefined
}

export interface StkFailureReading extends StkReading {
  readonly kind: 'failure'
}

/** No STK callback; `reason` says where reading stopped. */
export interface OtherReading {
  readonly kind: 'not-json' | 'not-stk'
  readonly reason: string
}

export type StkCallbackReading = StkSuccessReading | StkFailureReading | OtherReading

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}

function readKey(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

function readAmount(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined
  const amount = Number(value)
  return Number.isFinite(amount) ? amount : undefined
}

function readItems(callback: JsonObject): ReadonlyMap<string, unknown> {
  const items = readKey(callback.CallbackMetadata, 'Item')
  const list: readonly unknown[] = Array.isArray(items) ? items : [items]
  return new Map(list.filter(isObject).map((item) => [String(item.Name), item.Value]))
}

/** Ethiopia wraps the body once more. */
function findCallback(document: unknown): unknown {
  return readKey(readKey(document, 'Body') ?? readKey(readKey(document, 'Envelope'), 'Body'), 'stkCallback')
}

function isSuccessCode(code: number | string): boolean {
  return String(code).trim() !== '' && Number(code) === 0
}

/**
 * Reads a callback as a patient handler would: items by name in any order, a single item without its array, numbers as
 * text, values or ids missing, a byte order mark, the Ethiopian envelope. Never throws.
 */
export function parseStkCallback(text: string): StkCallbackReading {
  let document: unknown
  try {
    document = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return { kind: 'not-json', reason: 'the body is not JSON' }
  }
  const callback = findCallback(document)
  if (!isObject(callback)) return { kind: 'not-stk', reason: 'there is no `Body.stkCallback`' }
  const resultCode = callback.ResultCode
  if (typeof resultCode !== 'number' && typeof resultCode !== 'string') {
    return { kind: 'not-stk', reason: '`ResultCode` is missing or neither number nor text' }
  }
  const reading = {
    merchantRequestId: readText(callback.MerchantRequestID),
    checkoutRequestId: readText(callback.CheckoutRequestID),
    resultCode,
    resultDesc: readText(callback.ResultDesc),
  }
  if (!isSuccessCode(resultCode)) return { kind: 'failure', ...reading }
  const items = readItems(callback)
  return {
    kind: 'success',
    ...reading,
    amount: readAmount(items.get('Amount')),
    receipt: readText(items.get('MpesaReceiptNumber')),
    transactionDate: readText(items.get('TransactionDate')),
    phone: readText(items.get('PhoneNumber')),
  }
}
