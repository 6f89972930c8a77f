import { describe, expect, it } from 'vitest'
import { readCallbackMessage } from '../../src/daraja/callback-message.ts'
import { describeAnswer, describeRefusal, describeRequest, describeTurnedAway } from '../../src/inbox/describe-event.ts'
import type { RecordedRequest } from '../../src/inbox/event.ts'
import { InboxError } from '../../src/inbox/inbox-store.ts'

const request = (target = '/cb'): RecordedRequest => ({
  method: 'POST',
  target,
  headers: [],
  body: { encoding: 'utf8', content: '', bytes: 0, exact: true },
  peer: '',
  from: null,
})
const stk = (CheckoutRequestID: string, ResultDesc: string) =>
  readCallbackMessage(
    JSON.stringify({ Body: { stkCallback: { MerchantRequestID: '1', CheckoutRequestID, ResultCode: 1, ResultDesc } } }),
  )
const breaks = /[\r\n\t\u0085\u2028\u2029\u001b]/

describe('what is said of an event stays on one line', () => {
  it.each(['\n', '\r', '\t', '\u2028', '\u2029', '\u0085', '\u001b[2K'])('whatever holds %j', (evil) => {
    const text = `a${evil}b`
    const where = new InboxError('other', text, text)
    for (const said of [
      describeRequest(request(text), { ...stk(text, text), resultCode: text }),
      describeAnswer({ kind: 'no-answer', status: 502, reason: 'app-invalid', detail: text, ms: 1 }, request()),
      describeRefusal(where, 200),
      describeTurnedAway({ status: 400, why: text, peer: text }),
    ]) {
      expect(said).toContain('a')
      expect(said).not.toMatch(breaks)
    }
  })

  it('of bounded length, and an id of Safaricom is whole', () => {
    const long = 'x'.repeat(100_000)
    expect(describeRequest(request(long), { ...stk(long, long), resultCode: long }).length).toBeLessThan(450)
    expect(describeRequest(request(), stk('ws_CO_061020261419531708***149', 'x'))).toContain(
      '[ws_CO_061020261419531708***149]',
    )
  })
})
