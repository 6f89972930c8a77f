import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

export interface DarajaRequest {
  readonly method: string
  readonly path: string
  readonly host: string
  readonly authorization: string
  readonly contentType: string
  readonly body: string
}

export interface DarajaReply {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What to answer; `silence` never does. */
export type DarajaAnswering = (request: DarajaRequest, earlier: readonly DarajaRequest[]) => DarajaReply | 'silence'

export interface DarajaServer {
  readonly url: string
  readonly port: number
  /** Everything that came, in its order. */
  readonly requests: readonly DarajaRequest[]
  close(): Promise<void>
}

export interface DarajaCertificate {
  readonly key: string
  readonly cert: string
}

/** An API on loopback that answers as a test says. */
export async function startDaraja(answer: DarajaAnswering, certificate?: DarajaCertificate): Promise<DarajaServer> {
  const requests: DarajaRequest[] = []
  const onRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { host = '', authorization = '', 'content-type': contentType = '' } = request.headers
    const [method = '', path = '', body] = [request.method, request.url, Buffer.concat(chunks).toString('utf8')]
    const seen = { method, path, host, authorization, contentType, body }
    const reply = answer(seen, [...requests])
    requests.push(seen)
    if (reply === 'silence') return
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
    response.end(reply.body ?? '')
  }
  const server =
    certificate === undefined
      ? createServer((request, response) => void onRequest(request, response))
      : createTlsServer(certificate, (request, response) => void onRequest(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function granted(token: string, expiresIn: unknown = '3599'): DarajaReply {
  return { status: 200, body: JSON.stringify({ access_token: token, expires_in: expiresIn }) }
}

export function refused(status: number, errorCode: string, errorMessage: string): DarajaReply {
  return { status, body: JSON.stringify({ requestId: '1c5b-4ba8-815c-ac45c57a3db0', errorCode, errorMessage }) }
}

export function told(ResultCode: unknown, ResultDesc: string): DarajaReply {
  return {
    status: 200,
    body: JSON.stringify({
      ResponseCode: '0',
      ResponseDescription: 'The service request has been accepted successsfully',
      MerchantRequestID: '22205-34066-1',
      CheckoutRequestID: 'ws_CO_13012021093521236557',
      ResultCode,
      ResultDesc,
    }),
  }
}

export const spikeArrest: DarajaReply = {
  status: 429,
  body: JSON.stringify({
    fault: {
      faultstring:
        'Spike arrest violation. Allowed rate : MessageRate{messagesPerPeriod=5, periodInMicroseconds=60000000, maxBurstMessageCount=1.0}',
      detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
    },
  }),
}

export const firewallPage: DarajaReply = {
  status: 403,
  headers: { 'content-type': 'text/html' },
  body: '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body></body></html>',
}

export function isOauth({ path }: DarajaRequest): boolean {
  return path.startsWith('/oauth/')
}
