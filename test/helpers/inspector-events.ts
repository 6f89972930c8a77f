import { toTimestamp } from '../../src/daraja/nairobi-time.ts'
import type { InboxEvent, RecordedAnswer, RecordedBody } from '../../src/inbox/event.ts'

/** What an invented event is about; everything has a usual value. */
export interface EventTraits {
  readonly number: number
  readonly at: Date
  readonly code?: number
  readonly description?: string
  readonly amount?: number
  /** CheckoutRequestID or, for C2B, TransID. */
  readonly payment?: string
  readonly receipt?: string
  /** When the payer paid; by default a moment before the event. */
  readonly paidAt?: Date
  /** Milliseconds that the app took. */
  readonly ms?: number
  readonly status?: number
  readonly reply?: string
  readonly answer?: RecordedAnswer | null
  readonly from?: string | null
  /** In place of an STK callback. */
  readonly body?: string
  readonly target?: string
  readonly headers?: readonly (readonly [string, string])[]
}

/** One event of an inbox as its store has it, phone numbers masked. */
export function inventEvent(traits: EventTraits): InboxEvent {
  const { number, at, from = '196.201.214.200', target = '/api/mpesa/callback', answer } = traits
  const content = traits.body ?? stkBody(traits)
  const body = textBody(content)
  return {
    id: `${at.toISOString().replaceAll(/\D/g, '').slice(0, 8)}-${at.toISOString().slice(11, 23).replaceAll(/\D/g, '')}-${number.toString(16).padStart(4, '0')}`,
    number,
    receivedAt: at.toISOString(),
    request: {
      method: 'POST',
      target,
      headers: traits.headers ?? [
        ['Host', 'duka-juma.ngrok.app'],
        ['User-Agent', 'Apache-HttpClient/4.5.13 (Java/1.8.0_332)'],
        ['Content-Length', String(body.bytes)],
        ['Content-Type', 'application/json'],
        ['X-Forwarded-For', from ?? '127.0.0.1'],
        ['X-Forwarded-Proto', 'https'],
      ],
      body,
      peer: '127.0.0.1',
      from,
    },
    answer: answer === undefined ? appAnswer(traits) : answer,
  }
}

function appAnswer({
  status = 200,
  ms = 38,
  reply = '{"ResultCode":0,"ResultDesc":"Accepted"}',
}: EventTraits): RecordedAnswer {
  return {
    kind: 'answer',
    status,
    statusText: status === 200 ? 'OK' : 'Internal Server Error',
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: textBody(reply),
    ms,
  }
}

function textBody(content: string): RecordedBody {
  return { encoding: 'utf8', content, bytes: Buffer.byteLength(content), exact: true }
}

function stkBody({ number, at, paidAt, code = 0, description, amount = 1500, payment, receipt }: EventTraits): string {
  const id = payment ?? `ws_CO_23112026230401${String(number).padStart(12, '0')}`
  const local = toTimestamp(paidAt ?? new Date(at.getTime() - 2000))
  const metadata = {
    Item: [
      { Name: 'Amount', Value: amount },
      { Name: 'MpesaReceiptNumber', Value: receipt ?? `UKN${number.toString(36).toUpperCase().padStart(7, 'A')}` },
      { Name: 'Balance' },
      { Name: 'TransactionDate', Value: Number(local) },
      { Name: 'PhoneNumber', Value: '2547XXXXX149' },
    ],
  }
  return JSON.stringify({
    Body: {
      stkCallback: {
        MerchantRequestID: `29115-${id.slice(14, 24)}-1`,
        CheckoutRequestID: id,
        ResultCode: code,
        ResultDesc:
          description ?? (code === 0 ? 'The service request is processed successfully.' : 'Request cancelled by user.'),
        ...(code === 0 ? { CallbackMetadata: metadata } : {}),
      },
    },
  })
}

export function c2bBody(transId: string, amount: string, account: string): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: transId,
    TransTime: '20261123225840',
    TransAmount: amount,
    BusinessShortCode: '600984',
    BillRefNumber: account,
    InvoiceNumber: '',
    OrgAccountBalance: '49197.00',
    ThirdPartyTransID: '',
    MSISDN: '2547XXXXX802',
    FirstName: 'AKINYI',
    MiddleName: '',
    LastName: '',
  })
}
