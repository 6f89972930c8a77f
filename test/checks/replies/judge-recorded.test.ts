import { describe, expect, it } from 'vitest'
import { judgeRecordedAnswer } from '../../../src/checks/replies/judge-recorded.ts'
import type { InboxEvent, RecordedBody } from '../../../src/inbox/event.ts'

function answered(content: string, exact: boolean, status = 200): InboxEvent {
  const body = (text: string, isExact = true): RecordedBody => ({
    encoding: 'utf8',
    content: text,
    bytes: text.length,
    exact: isExact,
  })
  return {
    id: '20261123-160455-123-a1b2',
    number: 1,
    receivedAt: '2026-11-23T16:04:55.123Z',
    request: { method: 'POST', target: '/cb', headers: [], body: body('{}'), peer: '127.0.0.1', from: null },
    answer: {
      kind: 'answer',
      status,
      statusText: '',
      headers: [['Content-Type', 'application/json']],
      body: body(content, exact),
      ms: 300,
    },
  }
}

const codes = (event: InboxEvent) => judgeRecordedAnswer(event).map(({ code }) => code)

describe('the answer to a callback', () => {
  it.each([
    ['nothing', ''],
    ['the beginning of an object', '{"ResultCode":0,"Res'],
    ['an object in an object that goes on', '{\n  "data": {"a":1}'],
    ['the first of a list', '[{"ResultCode":0}'],
    ['half a word', 'O'],
  ])('that was not whole when it was judged is no fault: %s', (_, content) => {
    expect(codes(answered(content, false))).toEqual([])
  })

  it.each([
    ['a page', '<!doctype html><html><body>', 200, 'app/html-reply'],
    [
      'a warning of PHP',
      '<br />\n<b>Warning</b>: Undefined variable $x in /srv/a.php on line 7',
      200,
      'app/noisy-reply',
    ],
    ['a status', '', 500, 'app/server-error'],
  ])('that was not whole says what its beginning shows: %s', (_, content, status, code) => {
    expect(codes(answered(content, false, status))).toEqual([code])
    expect(codes(answered(content, true, status))).toEqual([code])
  })

  it('whose phone number is masked is read as what it is', () => {
    expect(codes(answered('{"ResultCode":1,"phone":"254708***149"}', false))).toEqual(['app/negative-ack'])
    expect(codes(answered('Notice {"ResultCode":0,"phone":"254708***149"}', false))).toEqual(['app/noisy-reply'])
  })
})
