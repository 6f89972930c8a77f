import { type ErrorCode, errorCodes } from '../error-codes.ts'

/** An answer of the API as it came over the wire. */
export interface DarajaReply {
  readonly status: number
  readonly body: string
}

/**
 * What a refusal means for whoever sent the request. One error code stands for up to six of these, so code and message
 * decide together.
 * - `being-processed`, `unknown-id`: answers of the STK query, with HTTP 500
 * - `already-registered`: URLs of C2B; `duplicate-id`: an OriginatorConversationID that was used before
 * - `bad-field`: a field is missing or malformed; `field` names it
 * - `outage`: the API or its gateway fails; the same request may work later
 * - `not-daraja`: nothing of Safaricom's shape; a proxy, a captive portal, a wrong host
 */
export type DarajaProblem =
  | 'bad-credentials'
  | 'product-missing'
  | 'token-rejected'
  | 'wrong-passkey'
  | 'unknown-shortcode'
  | 'subscriber-busy'
  | 'being-processed'
  | 'unknown-id'
  | 'already-registered'
  | 'duplicate-id'
  | 'bad-field'
  | 'bad-request'
  | 'no-such-path'
  | 'rate-limited'
  | 'firewall'
  | 'outage'
  | 'not-daraja'

export type DarajaAnswer =
  | { readonly kind: 'accepted'; readonly document: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'refused'
      readonly problem: DarajaProblem
      readonly status: number
      /** `500.001.1001`, or the gateway's own fault code; null where the answer has none. */
      readonly code: string | null
      readonly message: string
      /** The request field that is blamed. */
      readonly field: string | null
      /** What is known of this refusal; null if it is new to us. */
      readonly known: ErrorCode | null
    }

export type DarajaRefusal = Extract<DarajaAnswer, { readonly kind: 'refused' }>

/** The first row that fits; `^` and `$` are meant, blanks and letter case are not. */
const problems: readonly (readonly [RegExp, RegExp, DarajaProblem])[] = [
  [/^400\.008\.0[12]$/, /./, 'bad-credentials'],
  [/^401\.003\.01$/, /./, 'product-missing'],
  [/./, /apiproduct match/i, 'product-missing'],
  [/^(?:404\.001\.03|400\.003\.01|401\.002\.01|401\.001|404\.001\.04)$/, /./, 'token-rejected'],
  [/^500\.001\.1001$/, /wrong credentials/i, 'wrong-passkey'],
  [/^500\.001\.1001$/, /merchant does not exist/i, 'unknown-shortcode'],
  [/^500\.001\.1001$/, /lock subscriber/i, 'subscriber-busy'],
  [/^500\.001\.1001$/, /being processed|under processing/i, 'being-processed'],
  [/^500\.001\.1001$/, /does not exist/i, 'unknown-id'],
  [/^500\.002\.1001$/, /duplicate/i, 'duplicate-id'],
  [/^500\.003\.1001$/, /already registered|duplicate notification/i, 'already-registered'],
  // The store of C2B URLs behind the gateway has an entry of that shortcode: `ResponseCode 409`.
  [/^/, /AddURLVault/i, 'already-registered'],
  [/^500\.003\.0[23]$/, /spike arrest|quota/i, 'rate-limited'],
  [/ratelimit|SpikeArrest|QuotaViolation/i, /./, 'rate-limited'],
  [/ApplicationNotFound/, /./, 'no-such-path'],
  [/^(?:400\.002\.02|400\.001)$/, /invalid (?:businessshortcode|shortcode)/i, 'unknown-shortcode'],
  [/^400\.00[23]\.02$/, /invalid \w+/i, 'bad-field'],
  [/^40[045]\./, /resource not found/i, 'no-such-path'],
  [/^40[05]\./, /./, 'bad-request'],
  [/^500\./, /./, 'outage'],
]

/** Reads any answer of any API; never throws. An empty 400 is how OAuth refuses a key and its secret. */
export function readAnswer({ status, body }: DarajaReply): DarajaAnswer {
  const document = parseObject(body)
  if (document === undefined) return refuseText(status, body)
  const fault = document.fault
  const code = text(document.errorCode) ?? (isObject(fault) ? text(at(fault.detail, 'errorcode')) : null)
  const message = text(document.errorMessage) ?? (isObject(fault) ? text(fault.faultstring) : null) ?? ''
  if (code === null && message === '' && status >= 200 && status < 300) return { kind: 'accepted', document }
  const problem =
    status === 429
      ? 'rate-limited'
      : (problems.find(([codes, messages]) => codes.test(code ?? '') && messages.test(message))?.[2] ??
        (code === null && message === '' ? 'not-daraja' : status >= 500 ? 'outage' : 'bad-request'))
  return {
    kind: 'refused',
    problem,
    status,
    code,
    message,
    field: /\bInvalid (\w+)/i.exec(message)?.[1] ?? null,
    known: findRow(status, code, message),
  }
}

function refuseText(status: number, body: string): DarajaAnswer {
  const message = body.trim()
  const problem = problemOfText(status, message)
  const known = problem === 'not-daraja' ? null : findText(status, message)
  return { kind: 'refused', problem, status, code: null, message: message.slice(0, 200), field: null, known }
}

function problemOfText(status: number, message: string): DarajaProblem {
  if (message === '') return status === 400 ? 'bad-credentials' : status >= 500 ? 'outage' : 'not-daraja'
  if (status === 429) return 'rate-limited'
  if (/incapsula|_Incapsula_Resource|request unsuccessful/i.test(message)) return 'firewall'
  if ((status === 403 || status === 503) && isPage(message)) return 'firewall'
  if (/service is currently unreachable/i.test(message)) return 'outage'
  return status >= 500 ? 'outage' : 'not-daraja'
}

/** By code and text, `<…>` standing for anything; else by the code, if all that is known of it says the same. */
function findRow(status: number, code: string | null, message: string): ErrorCode | null {
  const rows: readonly ErrorCode[] = errorCodes
  const ofCode = rows.filter((row) => code !== null && (row.code === code || row.apigeeCode === code))
  const exact = ofCode.find((row) =>
    [row.message, ...(row.messageVariants ?? [])].some((known) => fits(known, message)),
  )
  return exact ?? (ofCode.length === 1 && ofCode[0]?.httpStatus === status ? ofCode[0] : null)
}

function findText(status: number, message: string): ErrorCode | null {
  const rows: readonly ErrorCode[] = errorCodes
  const candidates = rows.filter(
    (row) => row.code === null && row.httpStatus === status && row.bodyShape !== 'apigee-fault',
  )
  if (message === '') return candidates.find(({ bodyShape }) => bodyShape === 'empty') ?? null
  return (
    candidates.find(
      ({ bodyShape, message: known }) =>
        (bodyShape === 'html' && isPage(message)) ||
        (bodyShape !== 'empty' && bodyShape !== 'html' && message.startsWith(known.slice(0, 20))),
    ) ?? null
  )
}

function isPage(text: string): boolean {
  return /^<(?:!doctype )?html/i.test(text)
}

function fits(known: string, message: string): boolean {
  const pattern = known
    .split(/<[^>]*>/)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${pattern}\\.?$`, 'is').test(message.trim())
}

function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.replace(/^\uFEFF/, ''))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function at(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

function text(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}
