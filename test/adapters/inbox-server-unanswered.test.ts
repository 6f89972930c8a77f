import { describe, expect, it } from 'vitest'
import { noAnswer, whyUnanswered } from '../../src/adapters/inbox-server-unanswered.ts'

const failure = (message: string, more: Readonly<Record<string, unknown>>) => Object.assign(new Error(message), more)

describe('why there is no answer of the app', () => {
  it.each([
    ['a parser that gives no code', { name: 'HTTPParserError', code: undefined }, 'app-invalid', 'Invalid header'],
    ['a parser that gives one', { name: 'HTTPParserError', code: 'HPE_LF' }, 'app-invalid', 'Invalid header'],
    ['an end within the reply', { name: 'HTTPParserError', code: 'HPE_INVALID_EOF_STATE' }, 'app-broke-off', undefined],
    ['a port that is closed', { code: 'ECONNREFUSED' }, 'app-down', undefined],
    ['an error without a code', {}, 'app-broke-off', undefined],
  ])('is told by %s', (_, more, reason, detail) => {
    expect(whyUnanswered(failure('Invalid header', more))).toEqual(
      detail === undefined ? { reason } : { reason, detail },
    )
  })

  it('in the words that help', () => {
    const message = 'Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)'
    const error = failure(message, { name: 'HTTPParserError', code: 'HPE_INVALID_CONSTANT' })
    expect(whyUnanswered(error).detail).toBe('Expected HTTP/, RTSP/ or ICE/')
    expect(whyUnanswered(failure('', { code: 'HPE_LF' })).detail).toBe('HPE_LF')
  })

  it('has a status of its own where the sender or the app spoke no HTTP', () => {
    expect(noAnswer({ reason: 'app-invalid' }, 1).status).toBe(502)
    expect(noAnswer({ reason: 'sender-broke-off' }, 1).status).toBe(400)
  })
})
