import { afterEach, describe, expect, it } from 'vitest'
import { createHttpNode } from '../../../src/adapters/http-node.ts'
import { secret } from '../../../src/core/secret.ts'
import { createDarajaClient, type DarajaClient } from '../../../src/daraja/client/daraja-client.ts'
import {
  type DarajaAnswering,
  type DarajaReply,
  type DarajaServer,
  firewallPage,
  granted,
  isOauth,
  refused,
  spikeArrest,
  startDaraja,
  told,
} from '../../helpers/daraja-server.ts'
import { freePort } from '../../helpers/hostile-server.ts'

const keys = { consumerKey: secret('InventedKey000000000000000000001'), consumerSecret: secret('InventedSecret01') }
const credentials = { shortcode: '174379', passkey: secret('invented-passkey-of-a-test') }
const id = 'ws_CO_061020261419539712345678'
const open: DarajaServer[] = []
const { signal } = new AbortController()

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

interface Clock {
  ms: number
}

function clientOf(base: string, clock: Clock = { ms: Date.UTC(2026, 9, 6, 11, 0, 0) }, limitMs = 2_000): DarajaClient {
  return createDarajaClient({
    http: createHttpNode(),
    base,
    ...keys,
    route: { limitMs },
    now: () => new Date(clock.ms),
  })
}

async function serve(answer: DarajaAnswering): Promise<DarajaServer> {
  const server = await startDaraja(answer)
  open.push(server)
  return server
}

/** Grants `token-1`, `token-2` …, and answers queries. */
function answering(query: DarajaReply, expiresIn: unknown = '3599'): DarajaAnswering {
  return (request, earlier) =>
    isOauth(request) ? granted(`token-${earlier.filter(isOauth).length + 1}`, expiresIn) : query
}

const paid = told('0', 'The service request is processed successfully.')

describe('the token', () => {
  it('is asked for with key and secret, and sent with what needs it', async () => {
    const server = await serve(answering(paid))
    await clientOf(server.url).query(id, credentials, signal)
    const [login, query] = server.requests
    expect(login).toMatchObject({
      method: 'GET',
      path: '/oauth/v1/generate?grant_type=client_credentials',
      authorization: `Basic ${Buffer.from(`${keys.consumerKey.reveal()}:${keys.consumerSecret.reveal()}`).toString('base64')}`,
      body: '',
    })
    expect(query).toMatchObject({
      method: 'POST',
      path: '/mpesa/stkpushquery/v1/query',
      authorization: 'Bearer token-1',
      contentType: 'application/json',
    })
  })

  it('is asked for once, by calls at the same time too', async () => {
    const server = await serve(answering(paid))
    const client = clientOf(server.url)
    await Promise.all([client.token(signal), client.token(signal), client.query(id, credentials, signal)])
    await client.query(id, credentials, signal)
    expect(server.requests.filter(isOauth)).toHaveLength(1)
  })

  it.each([
    ['a number', 3599, 3_500, 1],
    ['a text', '3599', 3_500, 1],
    ['a number that is used up', 3599, 3_550, 2],
    ['a text that is used up', '3599', 3_550, 2],
    ['something else', 'soon', 3_500, 1],
    ['nothing', undefined, 3_500, 1],
    ['shorter than usual', 120, 100, 2],
    ['longer than any document allows', 86_400, 3_600, 2],
  ])('lives as long as `expires_in` says, less a minute: %s', async (_, expiresIn, afterSeconds, logins) => {
    const server = await serve(answering(paid, expiresIn))
    const clock = { ms: Date.UTC(2026, 9, 6) }
    const client = clientOf(server.url, clock)
    await client.token(signal)
    clock.ms += afterSeconds * 1_000
    await client.token(signal)
    expect(server.requests.filter(isOauth)).toHaveLength(logins)
  })

  it.each([
    [404, '404.001.03', 'Invalid Access Token'],
    [400, '400.003.01', 'Invalid Access Token'],
    [401, '401.002.01', 'Error Occurred - Invalid Access Token - token-1'],
    [401, '401.001', 'Invalid Access Token'],
  ])('is replaced once when it is refused with %i %s', async (status, code, message) => {
    const server = await serve((request, earlier) => {
      if (isOauth(request)) return granted(`token-${earlier.filter(isOauth).length + 1}`)
      return request.authorization === 'Bearer token-1' ? refused(status, code, message) : paid
    })
    expect(await clientOf(server.url).query(id, credentials, signal)).toMatchObject({ kind: 'success' })
    expect(server.requests.map(({ authorization }) => authorization.replace(/^Basic.*/, 'Basic'))).toEqual([
      'Basic',
      'Bearer token-1',
      'Basic',
      'Bearer token-2',
    ])
  })

  it('is not replaced for ever, and is never repeated by what is told of it', async () => {
    const server = await serve((request, earlier) =>
      isOauth(request)
        ? granted(`token-${earlier.filter(isOauth).length + 1}`)
        : refused(401, '401.002.01', `Error Occurred - Invalid Access Token - ${request.authorization.slice(7)}`),
    )
    const answer = await clientOf(server.url).query(id, credentials, signal)
    expect(answer).toMatchObject({ kind: 'refused', problem: 'token-rejected', code: '401.002.01' })
    expect(server.requests).toHaveLength(4)
    expect(JSON.stringify(answer)).not.toContain('token-2')
  })

  it('that was refused is asked for again the next time', async () => {
    const server = await serve((request, earlier) =>
      isOauth(request) && earlier.length === 0 ? { status: 400 } : granted('token-1'),
    )
    const client = clientOf(server.url)
    expect(await client.token(signal)).toMatchObject({ kind: 'refused', problem: 'bad-credentials', status: 400 })
    expect(await client.token(signal)).toMatchObject({ kind: 'token' })
  })

  it.each([['{}'], ['{"access_token":""}'], ['{"access_token":7}'], ['{"access_token":"a\\r\\nHost: b"}']])(
    'that is none is an answer of something else: %s',
    async (body) => {
      const server = await serve(() => ({ status: 200, body }))
      expect(await clientOf(server.url).token(signal)).toMatchObject({ kind: 'refused', problem: 'not-daraja' })
    },
  )
})

describe('the STK query', () => {
  it('carries a password of shortcode, passkey and the timestamp in Nairobi', async () => {
    const server = await serve(answering(paid))
    await clientOf(server.url).query(id, credentials, signal)
    const body = JSON.parse(server.requests[1]?.body ?? '') as Record<string, string>
    expect(body).toMatchObject({ BusinessShortCode: '174379', Timestamp: '20261006140000', CheckoutRequestID: id })
    expect(Buffer.from(body.Password ?? '', 'base64').toString()).toBe('174379invented-passkey-of-a-test20261006140000')
  })

  it.each<[string, DarajaReply, object]>([
    ['paid', paid, { kind: 'success', resultCode: '0' }],
    ['cancelled', told(1032, 'Request Cancelled by user.'), { kind: 'failed', resultCode: '1032' }],
    ['still open', told('4999', 'The transaction is still under processing'), { kind: 'pending', resultCode: '4999' }],
    ['open, older wording', refused(500, '500.001.1001', 'The transaction is being processed'), { kind: 'pending' }],
    ['unknown', refused(400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID'), { kind: 'unknown-id' }],
    ['the passkey', refused(500, '500.001.1001', 'Wrong credentials'), { problem: 'wrong-passkey' }],
    ['the shortcode', refused(500, '500.001.1001', 'Merchant does not exist'), { problem: 'unknown-shortcode' }],
    ['six a minute', spikeArrest, { kind: 'refused', problem: 'rate-limited', status: 429 }],
    ['a firewall', firewallPage, { kind: 'refused', problem: 'firewall', status: 403 }],
    [
      'no product',
      refused(401, '401.003.01', 'Error Occurred - No apiproduct match found'),
      { problem: 'product-missing' },
    ],
  ])('tells %s', async (_, reply, expected) => {
    const server = await serve(answering(reply))
    expect(await clientOf(server.url).query(id, credentials, signal)).toMatchObject(expected)
  })
})

describe('any other call', () => {
  it('is sent as it is, and its answer read by code and message', async () => {
    const server = await serve((request) =>
      isOauth(request) ? granted('token-1') : refused(400, '400.002.02', 'Bad Request - Invalid Remarks'),
    )
    const answer = await clientOf(server.url).post('/mpesa/reversal/v1/request', { Remarks: '' }, signal)
    expect(answer).toMatchObject({ kind: 'refused', problem: 'bad-field', field: 'Remarks' })
    expect(server.requests[1]).toMatchObject({ path: '/mpesa/reversal/v1/request', body: '{"Remarks":""}' })
  })
})

describe('without an answer', () => {
  it('a server that is silent costs the limit and no more', async () => {
    const server = await serve(() => 'silence')
    expect(await clientOf(server.url, undefined, 100).token(signal)).toMatchObject({
      kind: 'unreachable',
      failure: { phase: 'reply', code: 'timed-out' },
    })
  })

  it('a port that is closed is a failure and no exception', async () => {
    expect(await clientOf(`http://127.0.0.1:${await freePort()}`).token(signal)).toMatchObject({
      kind: 'unreachable',
      failure: { phase: 'connect', code: 'refused' },
    })
  })

  it('a call that is ended rejects with the reason', async () => {
    const ending = new AbortController()
    const server = await serve(() => {
      ending.abort(new Error('enough'))
      return 'silence'
    })
    await expect(clientOf(server.url).token(ending.signal)).rejects.toThrow('enough')
  })
})

describe('the clock of the server', () => {
  it('is that of the `Date` of the last answer, beside the clock here', async () => {
    const at = Date.UTC(2026, 9, 6, 11, 0, 0)
    const server = await serve(() => ({
      ...granted('token-1'),
      headers: { date: new Date(at - 400_000).toUTCString() },
    }))
    const client = clientOf(server.url, { ms: at })
    expect(client.lastDate()).toBeNull()
    await client.token(signal)
    expect(client.lastDate()).toEqual({ server: new Date(at - 400_000), here: new Date(at) })
  })

  it.each([{ date: 'yesterday' }, { date: new Date(0).toUTCString(), age: '60' }])(
    'is not known from %j',
    async (headers) => {
      const server = await serve(() => ({ ...granted('token-1'), headers }))
      const client = clientOf(server.url)
      await client.token(signal)
      expect(client.lastDate()).toBeNull()
    },
  )
})
