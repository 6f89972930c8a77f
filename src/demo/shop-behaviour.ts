import type { PaymentResult } from './shop-callback.ts'
import { badRequest, readCallback } from './shop-callback.ts'
import type { Settlement } from './shop-settlement.ts'

export interface ShopRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface ShopReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The steps of the shop that a fault can replace. They run in this order. */
export interface ShopBehaviour {
  /** What stands before every route, such as a login; a reply ends the request there. */
  readonly guard: (request: ShopRequest) => ShopReply | null
  /** Null: the route does not exist. */
  readonly callbackPath: string | null
  readonly callbackMethod: 'GET' | 'POST'
  /** What becomes the request's body for the handler. */
  readonly parseBody: (request: ShopRequest) => unknown
  /** Null: the handler finds nothing in it and leaves it at that. */
  readonly readCallback: (body: unknown) => PaymentResult | null
  readonly isSuccess: (result: PaymentResult) => boolean
  readonly endTransaction: 'commit' | 'rollback'
  /** Work that the customer's receipt mail and its like take before the answer is sent. */
  readonly answerDelayMs: number
  readonly acknowledge: (settlement: Settlement) => ShopReply
  readonly notFound: (request: ShopRequest) => ShopReply
}

export const callbackPath = '/api/payments/mpesa/callback'

/** A shop without a fault. */
export const correctBehaviour: ShopBehaviour = {
  guard: () => null,
  callbackPath,
  callbackMethod: 'POST',
  parseBody: (request) => parseJson(request.body),
  readCallback,
  // `"0"` is sent as text now and then; anything else, such as `"SFC_IC0003"`, is no number and no success.
  isSuccess: (result) => Number(result.resultCode ?? Number.NaN) === 0,
  endTransaction: 'commit',
  answerDelayMs: 0,
  acknowledge: () => jsonReply(200, { ResultCode: 0, ResultDesc: 'Accepted' }),
  notFound: (request) => jsonReply(404, { error: `Cannot ${request.method} ${request.path}` }),
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error))
  }
}

export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): ShopReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

export function htmlReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): ShopReply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
}

export function textReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): ShopReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body }
}
