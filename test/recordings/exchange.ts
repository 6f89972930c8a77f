import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface RecordedRequest {
  readonly port: number
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly tls?: boolean
}

export interface RecordedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const limitMs = 15_000
/** The marks stand at the beginning; the long pages of packages are not this project's to carry. */
const mostBodyBytes = 1_500

/** A failed payment, as Daraja reports it. */
export const callbackBody = JSON.stringify({
  Body: {
    stkCallback: {
      MerchantRequestID: '29115-34620561-1',
      CheckoutRequestID: 'ws_CO_DOCTOR_0000000000000000000000',
      ResultCode: 1037,
      ResultDesc: 'DS timeout user cannot be reached.',
    },
  },
})

/** Sends one request to this machine, with the headers that a callback has, and no others. */
export function exchange(wanted: RecordedRequest): Promise<RecordedAnswer> {
  const {
    port,
    method = 'POST',
    path,
    headers = {},
    body = method === 'POST' ? callbackBody : '',
    tls = false,
  } = wanted
  const send = tls ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const outgoing = send(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: false,
        rejectUnauthorized: false,
        signal: AbortSignal.timeout(limitMs),
        headers: {
          host: 'shop.example',
          ...(body === '' ? {} : { 'content-type': 'application/json;charset=UTF-8' }),
          ...(body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join('; ')]),
            ),
            body: Buffer.concat(chunks).subarray(0, mostBodyBytes).toString('utf8'),
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
