import { callbackHeaders, resultHeaders } from '../daraja/callback-headers.ts'
import { type SimulatedKind, simulatedKinds } from '../daraja/callback-kind.ts'
import { readCallbackMessage } from '../daraja/callback-message.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import type { BuiltCallback, CallbackPlan } from './build-delivery.ts'

/** A body from a file, and what it says of itself. */
export interface RawBody {
  /** As UTF-8; with replacement characters where it is none. */
  readonly text: string
  readonly bytes: Uint8Array
  /** Null if it does not say. */
  readonly kind: SimulatedKind | null
  /** By which the app finds the payment; null if none is in it. */
  readonly id: string | null
  readonly scenario: Scenario
}

/** Reads what a body is about; whatever it holds is sent as it is. */
export function readRawBody(bytes: Uint8Array): RawBody {
  // A byte order mark belongs to what is sent.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  const message = readCallbackMessage(text)
  const kind = simulatedKinds.find((name) => name === message.kind) ?? null
  const byAccount = kind === 'c2b-confirmation' || kind === 'c2b-validation' || kind === 'bill-manager'
  const code = message.resultCode
  return {
    text,
    bytes,
    kind,
    id: (byAccount ? message.account : message.id) || null,
    scenario: {
      name: 'raw',
      aliases: [],
      outcome: code === null || Number(code) === 0 ? 'success' : 'failure',
      resultCode: code !== null && /^\d+$/.test(code) ? Number(code) : code,
      resultDesc: message.resultDesc ?? '',
      grade: 'assumed',
      source: 'public-report',
    },
  }
}

/** The request that carries a raw body, with the headers of its kind. */
export function buildRaw(
  { text, bytes, scenario }: RawBody,
  kind: SimulatedKind,
  { checkoutRequestId, url, wishes }: Pick<CallbackPlan, 'checkoutRequestId' | 'url' | 'wishes'>,
): BuiltCallback {
  const encoded = new TextEncoder().encode(text)
  const isText = encoded.length === bytes.length && encoded.every((byte, at) => byte === bytes[at])
  return {
    kind,
    checkoutRequestId,
    scenario,
    request: {
      url,
      headers: kind === 'stk' ? callbackHeaders(wishes.shortcode) : resultHeaders,
      body: text,
      ...(isText ? {} : { bytes }),
    },
    payment: null,
    sources: { amount: 'body', phone: 'body', receipt: 'body', merchantRequestId: 'body' },
  }
}
