import type { HttpExchange, HttpRequest } from '../core/http-port.ts'
import type { Endpoint } from '../core/net-port.ts'
import type { Ports } from '../core/ports.ts'
import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import { callbackHeaders } from '../daraja/callback-headers.ts'
import { makeProbeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import { makeMerchantRequestId } from '../daraja/merchant-request-id.ts'
import { toTimestamp } from '../daraja/nairobi-time.ts'
import { buildStkFailure, buildStkFailureWithMetadata } from '../daraja/stk-callback.ts'
import { envValues } from './env-values.ts'
import { variableNames } from './variable-names.ts'

type Headers = HttpRequest['headers']

/** A callback that can settle nothing: an id that no order has, and a failure code. */
export interface ProbeCallback {
  readonly checkoutRequestId: string
  readonly headers: Headers
  readonly body: string
  /** The same failure with metadata that real failures do not have. */
  readonly bodyWithMetadata: string
  /** The same fields as a form would send them. */
  readonly form: string
}

/** One callback that was sent, and what came back. */
export interface CallbackPost {
  readonly url: string
  readonly checkoutRequestId: string
  /** Where it was sent to; null if the name was resolved on the way. */
  readonly endpoint: Endpoint | null
  readonly budgetMs: number
  readonly exchange: HttpExchange
}

export const defaultBudgetMs = 8_000
/** Enough for every mark; more of a body is neither read nor kept. */
const mostBodyBytes = 64 * 1024
/** Result code 1037 in Safaricom's words: the phone could not be reached. */
const failure = { resultCode: 1037, resultDesc: 'DS timeout user cannot be reached.' } as const
/** Safaricom's own test number, so that no customer's number is ever sent. */
const testPhone = '254708374149'

/** The callback that the probes of this run send; never a success, never the id of an order. */
export const probeCallback: Probe<ProbeCallback> = {
  id: 'probe-callback',
  activity: 'writing a callback that can settle nothing',
  async run({ ports, observe }) {
    return observed(writeCallback(ports, callbackHeaders(await readShortcode(observe))))
  },
}

/** The same callback of another payment: an app that has seen an id may answer the second time in another way. */
export function renewCallback({ headers }: ProbeCallback, ports: Pick<Ports, 'clock' | 'random'>): ProbeCallback {
  return writeCallback(ports, headers)
}

function writeCallback({ clock, random }: Pick<Ports, 'clock' | 'random'>, headers: Headers): ProbeCallback {
  const ids = {
    checkoutRequestId: makeProbeCheckoutRequestId(random.hex(17)),
    merchantRequestId: makeMerchantRequestId(() => Number.parseInt(random.hex(6), 16) / 0x1000000),
  }
  const payment = { amount: 1, receipt: 'DOCTOR0000', transactionDate: toTimestamp(clock.now()), phone: testPhone }
  return {
    checkoutRequestId: ids.checkoutRequestId,
    headers,
    body: buildStkFailure({ ...ids, ...failure }),
    bodyWithMetadata: buildStkFailureWithMetadata({ ...ids, ...failure, ...payment }),
    form: new URLSearchParams([
      ['Body[stkCallback][MerchantRequestID]', ids.merchantRequestId],
      ['Body[stkCallback][CheckoutRequestID]', ids.checkoutRequestId],
      ['Body[stkCallback][ResultCode]', String(failure.resultCode)],
      ['Body[stkCallback][ResultDesc]', failure.resultDesc],
    ]).toString(),
  }
}

/** Safaricom names the shortcode in a header; without a plausible one the header is left out. */
async function readShortcode(observe: ProbeContext['observe']): Promise<string | undefined> {
  const [values, names] = await Promise.all([observe(envValues), observe(variableNames)])
  if (!values.available || !names.available) return undefined
  const shortcode = values.value.get(names.value('MPESA_SHORTCODE'))?.value.trim() ?? ''
  return /^\d{5,7}$/.test(shortcode) ? shortcode : undefined
}

export interface SendOptions {
  readonly url: URL
  readonly endpoint: Endpoint | undefined
  readonly method?: string
  readonly headers: Headers
  readonly body?: string
  readonly limitMs?: number
}

/** Sends one request as Safaricom would: no redirects followed, no retries, the budget as its limit. */
export function send({ ports, settings, signal }: ProbeContext, options: SendOptions): Promise<HttpExchange> {
  const extraTrust = settings.get('cacert')?.value.pem
  const url = new URL(options.url)
  url.hash = ''
  return ports.http.exchange({
    method: options.method ?? 'POST',
    url: url.href,
    ...(options.endpoint === undefined ? {} : { connectTo: options.endpoint }),
    headers: options.headers,
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(extraTrust === undefined ? {} : { extraTrust }),
    // The certificate is judged by the TLS checks; here the question is what the server answers.
    verifyCertificate: false,
    limitMs: options.limitMs ?? budgetOf(settings),
    maxBodyBytes: mostBodyBytes,
    signal,
  })
}

/** Milliseconds that a reply may take. */
export function budgetOf(settings: ProbeContext['settings']): number {
  return settings.get('budget')?.value ?? defaultBudgetMs
}
