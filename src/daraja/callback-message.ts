import type { CallbackKind } from './callback-kind.ts'
import { parseStkCallback } from './stk-callback-reading.ts'

/** What any callback says, as far as it says it. Texts are as sent; nothing is masked here. */
export interface CallbackMessage {
  readonly kind: CallbackKind
  /** By which the app knows what this is about: CheckoutRequestID, TransID, ConversationID, request id. */
  readonly id: string | null
  readonly merchantRequestId: string | null
  /** The receipt: `MpesaReceiptNumber`, `TransID`, `TransactionID`. */
  readonly receipt: string | null
  /** Numbers as text; null where the kind has none, as C2B confirmations. */
  readonly resultCode: string | null
  readonly resultDesc: string | null
  /** KES. */
  readonly amount: number | null
  readonly phone: string | null
  readonly shortcode: string | null
  /** Account reference or bill reference. */
  readonly account: string | null
}

type JsonObject = Readonly<Record<string, unknown>>

const nothing: CallbackMessage = {
  kind: 'unknown',
  id: null,
  merchantRequestId: null,
  receipt: null,
  resultCode: null,
  resultDesc: null,
  amount: null,
  phone: null,
  shortcode: null,
  account: null,
}

/** Reads the body of a callback of any API. Never throws; what is no callback is `unknown`. */
export function readCallbackMessage(body: string): CallbackMessage {
  const document = parseJson(body)
  if (!isObject(document)) return nothing
  for (const read of readers) {
    const message = read(document, body)
    if (message !== undefined) return { ...nothing, ...message }
  }
  return nothing
}

type Reader = (
  document: JsonObject,
  body: string,
) => (Partial<CallbackMessage> & Pick<CallbackMessage, 'kind'>) | undefined

/** The first that knows the shape counts. */
const readers: readonly Reader[] = [readStk, readResult, readC2b, readRatiba, readB2bExpress, readBillManager]

function readStk(_document: JsonObject, body: string): ReturnType<Reader> {
  const stk = parseStkCallback(body)
  if (stk.kind !== 'success' && stk.kind !== 'failure') return undefined
  return {
    kind: 'stk',
    id: stk.checkoutRequestId ?? null,
    merchantRequestId: stk.merchantRequestId ?? null,
    resultCode: String(stk.resultCode),
    resultDesc: stk.resultDesc ?? null,
    ...(stk.kind === 'success'
      ? { receipt: stk.receipt ?? null, amount: stk.amount ?? null, phone: stk.phone ?? null }
      : {}),
  }
}

/** The part of Safaricom's own address that names the API, as it stands in `ReferenceData` of every result. */
const apiOfAddress: readonly (readonly [RegExp, CallbackKind])[] = [
  [/\/b2cresults\//, 'b2c-result'],
  [/\/b2bresults\//, 'b2b-result'],
  [/\/reversalresults\//, 'reversal-result'],
  [/\/(?:transactionstatus|ts|txnstatus)results\//, 'status-result'],
]

/** Parameters that only one API has. */
const apiOfParameter: readonly (readonly [string, CallbackKind])[] = [
  ['B2CUtilityAccountAvailableFunds', 'b2c-result'],
  ['TransactionReceipt', 'b2c-result'],
  ['AccountBalance', 'balance-result'],
  ['OriginalTransactionID', 'reversal-result'],
  ['TransactionStatus', 'status-result'],
  ['ReceiptNo', 'status-result'],
  ['DebitPartyAffectedAccountBalance', 'b2b-result'],
]

function readResult({ Result: result }: JsonObject): ReturnType<Reader> {
  if (!isObject(result)) return undefined
  const parameters = itemsOf(result.ResultParameters, 'ResultParameter')
  const references = itemsOf(result.ReferenceData, 'ReferenceItem')
  const address = text(references.get('QueueTimeoutURL')) ?? ''
  const isTimeout = text(result.ResultType) === '1' && text(result.ResultCode) === '1'
  const kind = isTimeout
    ? 'timeout'
    : (apiOfParameter.find(([name]) => parameters.has(name))?.[1] ??
      apiOfAddress.find(([part]) => part.test(address))?.[1] ??
      'result')
  const isTax = kind === 'b2b-result' && /tax/i.test(text(parameters.get('ReceiverPartyPublicName')) ?? '')
  return {
    kind: isTax ? 'tax-result' : kind,
    id: text(result.ConversationID) ?? text(result.OriginatorConversationID),
    receipt:
      text(parameters.get('TransactionReceipt')) ?? text(parameters.get('ReceiptNo')) ?? text(result.TransactionID),
    resultCode: text(result.ResultCode),
    resultDesc: text(result.ResultDesc),
    amount: number(parameters.get('TransactionAmount') ?? parameters.get('Amount')),
    account: text(references.get('BillReferenceNumber')),
  }
}

function readC2b(document: JsonObject): ReturnType<Reader> {
  const { TransID, TransAmount, BusinessShortCode, OrgAccountBalance } = document
  if (text(TransID) === null || text(TransAmount) === null) return undefined
  return {
    // The new balance is known only after the payment.
    kind: (text(OrgAccountBalance) ?? '') === '' ? 'c2b-validation' : 'c2b-confirmation',
    id: text(TransID),
    receipt: text(TransID),
    amount: number(TransAmount),
    phone: text(document.MSISDN),
    shortcode: text(BusinessShortCode),
    account: text(document.BillRefNumber),
  }
}

/** Standing orders spell their keys in two ways. */
function readRatiba(document: JsonObject): ReturnType<Reader> {
  const header = document.responseHeader ?? document.ResponseHeader
  const responseBody = document.responseBody ?? document.ResponseBody
  if (!isObject(header) || !isObject(responseBody)) return undefined
  const data = itemsOf(responseBody, 'responseData', 'ResponseData')
  return {
    kind: 'ratiba',
    id: text(header.requestRefID),
    receipt: text(data.get('TransactionID')),
    resultCode: text(header.responseCode),
    resultDesc: text(header.responseDescription),
    phone: text(data.get('Msisdn')),
  }
}

function readB2bExpress(document: JsonObject): ReturnType<Reader> {
  const { resultCode, requestId } = document
  if (text(resultCode) === null || text(requestId) === null) return undefined
  return {
    kind: 'b2b-express',
    id: text(requestId),
    receipt: text(document.transactionId),
    resultCode: text(resultCode),
    resultDesc: text(document.resultDesc),
    amount: number(document.amount),
    account: text(document.paymentReference),
  }
}

function readBillManager(document: JsonObject): ReturnType<Reader> {
  if (text(document.transactionId) === null || text(document.paidAmount) === null) return undefined
  return {
    kind: 'bill-manager',
    id: text(document.transactionId),
    receipt: text(document.transactionId),
    amount: number(document.paidAmount),
    phone: text(document.msisdn),
    shortcode: text(document.shortCode),
    account: text(document.accountReference),
  }
}

/** Key/value items: a list, or the item itself where there is only one; `Name` and `name` occur in place of `Key`. */
function itemsOf(parent: unknown, ...names: readonly string[]): ReadonlyMap<string, unknown> {
  const found = isObject(parent) ? names.map((name) => parent[name]).find((value) => value !== undefined) : undefined
  const list: readonly unknown[] = Array.isArray(found) ? found : [found]
  return new Map(
    list.filter(isObject).map((item) => [String(item.Key ?? item.Name ?? item.name), item.Value ?? item.value]),
  )
}

function parseJson(body: string): unknown {
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

function number(value: unknown): number | null {
  const amount =
    typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : Number.NaN
  return Number.isFinite(amount) ? amount : null
}
