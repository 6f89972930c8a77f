import { describe, expect, it } from 'vitest'
import { type DarajaProblem, readAnswer } from '../../../src/daraja/client/read-answer.ts'
import { readQuery } from '../../../src/daraja/client/read-query.ts'
import { type ErrorCode, errorCodes } from '../../../src/daraja/error-codes.ts'

function refusal(errorCode: string, errorMessage: string): string {
  return JSON.stringify({ requestId: 'f1e2-4b95-a71d-b30d3cdbb7a7942864', errorCode, errorMessage })
}

function fault(errorcode: string, faultstring: string): string {
  return JSON.stringify({ fault: { faultstring, detail: { errorcode } } })
}

describe('what an answer of the API means', () => {
  it.each<[string, number, string, DarajaProblem]>([
    ['keys that do not fit', 400, '', 'bad-credentials'],
    ['no Basic header', 400, refusal('400.008.01', 'Invalid Authentication passed'), 'bad-credentials'],
    [
      'the product is missing',
      401,
      refusal('401.003.01', 'Error Occurred - No apiproduct match found'),
      'product-missing',
    ],
    ['an old token, Express', 404, refusal('404.001.03', 'Invalid Access Token'), 'token-rejected'],
    ['an old token, C2B', 400, refusal('400.003.01', 'Invalid Access Token'), 'token-rejected'],
    [
      'an old token, balance',
      401,
      refusal('401.002.01', 'Error Occurred - Invalid Access Token - abc'),
      'token-rejected',
    ],
    ['an old token, Pull', 401, refusal('401.001', 'Invalid Access Token'), 'token-rejected'],
    ['the passkey', 500, refusal('500.001.1001', 'Wrong credentials'), 'wrong-passkey'],
    ['the shortcode', 500, refusal('500.001.1001', 'Merchant does not exist'), 'unknown-shortcode'],
    [
      'the shortcode as a field',
      400,
      refusal('400.002.02', 'Bad Request - Invalid BusinessShortCode'),
      'unknown-shortcode',
    ],
    [
      'two pushes to one phone',
      500,
      refusal(
        '500.001.1001',
        'Unable to lock subscriber, a transaction is already in process for the current subscriber',
      ),
      'subscriber-busy',
    ],
    ['an open prompt', 500, refusal('500.001.1001', 'The transaction is being processed'), 'being-processed'],
    ['an id of nobody', 500, refusal('500.001.1001', 'The transaction does not Exist'), 'unknown-id'],
    ['a failure without a name', 500, refusal('500.001.1001', 'Internal Server Error'), 'outage'],
    ['a callback URL', 400, refusal('400.002.02', 'Bad Request - Invalid CallBackURL'), 'bad-field'],
    ['no JSON', 400, refusal('400.002.05', 'Invalid Request Payload'), 'bad-request'],
    ['a second registration', 500, refusal('500.003.1001', 'Urls are already registered.'), 'already-registered'],
    [
      'a registration that a broker has',
      500,
      refusal('500.003.1001', 'Duplicate notification info, SP ID is 107, correlator is 9'),
      'already-registered',
    ],
    [
      'a registration for a shortcode that takes none',
      500,
      fault(
        'steps.servicecallout.ExecutionFailed',
        'Execution of ServiceCallout SCO-AddURLVault failed. Reason: ResponseCode 409 is treated as error',
      ),
      'already-registered',
    ],
    ['an id of a payout again', 500, refusal('500.002.1001', 'Duplicate OriginatorConversationID.'), 'duplicate-id'],
    ['a spike', 500, refusal('500.003.02', 'Error Occurred: Spike Arrest Violation'), 'rate-limited'],
    ['a busy system', 500, refusal('500.003.02', 'System is busy. Please try again in few minutes.'), 'outage'],
    [
      'six queries a minute',
      429,
      fault('policies.ratelimit.SpikeArrestViolation', 'Spike arrest violation.'),
      'rate-limited',
    ],
    [
      'a path of nobody',
      404,
      fault('messaging.adaptors.http.flow.ApplicationNotFound', 'Unable to identify'),
      'no-such-path',
    ],
    ['a path of no API', 404, refusal('404.001.01', 'Resource not found'), 'no-such-path'],
    ['a firewall', 403, '<html style="height:100%"><head></head></html>', 'firewall'],
    ['a firewall in words', 503, 'Request unsuccessful. Incapsula incident ID: 7', 'firewall'],
    ['an outage in words', 500, 'Service is currently unreachable', 'outage'],
    ['a captive portal', 200, '<html><title>Log in</title></html>', 'not-daraja'],
    ['JSON of somebody else', 404, '{"detail":"Not found"}', 'not-daraja'],
    ['nothing', 200, '', 'not-daraja'],
    ['an array', 200, '[]', 'not-daraja'],
  ])('%s', (_, status, body, problem) => {
    expect(readAnswer({ status, body })).toMatchObject({ kind: 'refused', status, problem })
  })

  it('takes a document without an error', () => {
    expect(readAnswer({ status: 200, body: '{"access_token":"abc","expires_in":"3599"}' })).toEqual({
      kind: 'accepted',
      document: { access_token: 'abc', expires_in: '3599' },
    })
  })

  it('finds every row of the table by what it sends', () => {
    const rows: readonly ErrorCode[] = errorCodes
    for (const row of rows.filter(({ bodyShape }) => bodyShape === 'json-error')) {
      const message = row.message.replaceAll(/<[^>]*>/g, 'Amount')
      const answer = readAnswer({ status: row.httpStatus, body: refusal(row.code ?? '', message) })
      expect({ message, known: answer.kind === 'refused' ? answer.known : null }).toEqual({ message, known: row })
      expect(answer).not.toMatchObject({ problem: 'not-daraja' })
    }
  })

  it('names the field that is blamed', () => {
    expect(readAnswer({ status: 400, body: refusal('400.002.02', 'Bad Request - Invalid Remarks') })).toMatchObject({
      field: 'Remarks',
    })
  })
})

describe('what an STK query tells', () => {
  const answer = (ResultCode: unknown, ResultDesc = 'words') =>
    JSON.stringify({ ResponseCode: '0', ResponseDescription: 'accepted', ResultCode, ResultDesc })

  it.each<[number, string, Readonly<Record<string, unknown>>]>([
    [200, answer('0'), { kind: 'success', resultCode: '0' }],
    [200, answer(0), { kind: 'success', resultCode: '0' }],
    [200, answer('1032'), { kind: 'failed', resultCode: '1032' }],
    [200, answer(1037), { kind: 'failed', resultCode: '1037' }],
    [200, answer('E3008'), { kind: 'failed', resultCode: 'E3008' }],
    [200, answer('4999'), { kind: 'pending', resultCode: '4999' }],
    [500, refusal('500.001.1001', 'The transaction is being processed'), { kind: 'pending', resultCode: null }],
    [400, refusal('400.002.02', 'Bad Request - Invalid CheckoutRequestID'), { kind: 'unknown-id' }],
    [500, refusal('500.001.1001', 'The transaction does not Exist'), { kind: 'unknown-id' }],
    [500, refusal('500.001.1001', 'Internal Server Error'), { kind: 'refused', problem: 'outage' }],
    [500, refusal('500.001.1001', 'Wrong credentials'), { kind: 'refused', problem: 'wrong-passkey' }],
    [200, '{"ResponseCode":"0"}', { kind: 'unreadable' }],
    [200, answer(null), { kind: 'unreadable' }],
  ])('HTTP %i %s', (status, body, expected) => {
    expect(readQuery({ status, body })).toMatchObject(expected)
  })
})
