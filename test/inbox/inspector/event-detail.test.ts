import { describe, expect, it } from 'vitest'
import { judgeRecordedAnswer } from '../../../src/checks/replies/judge-recorded.ts'
import { createRedactor } from '../../../src/core/redact.ts'
import type { InboxEvent } from '../../../src/inbox/event.ts'
import { detailEvent } from '../../../src/inbox/inspector/event-detail.ts'
import { summariseEvent } from '../../../src/inbox/inspector/summarise-event.ts'

const body = (content: string) => ({ encoding: 'utf8' as const, content, bytes: content.length, exact: true })
const stk = JSON.stringify({
  Body: {
    stkCallback: {
      MerchantRequestID: '29115-34620561-1',
      CheckoutRequestID: 'ws_CO_061020261419531708374149',
      ResultCode: 0,
      ResultDesc: 'The service request is processed successfully.',
      CallbackMetadata: {
        Item: [
          { Name: 'Amount', Value: 1500 },
          { Name: 'MpesaReceiptNumber', Value: 'UJ6E59176X' },
          { Name: 'PhoneNumber', Value: 254708374149 },
        ],
      },
    },
  },
})

function event(
  content = stk,
  rest: Partial<InboxEvent> = {},
  request: Partial<InboxEvent['request']> = {},
): InboxEvent {
  return {
    id: '20261006-111953-000-a1b2',
    number: 7,
    receivedAt: '2026-10-06T11:19:55.000Z',
    request: {
      method: 'POST',
      target: '/callback?token=invented-secret-1',
      headers: [
        ['Content-Type', 'application/json'],
        ['Authorization', 'Bearer invented-secret-2'],
      ],
      body: body(content),
      peer: '127.0.0.1',
      from: '196.201.214.200',
      ...request,
    },
    answer: {
      kind: 'answer',
      status: 419,
      statusText: '',
      headers: [['Set-Cookie', 'invented-secret-3']],
      body: body('<title>Page Expired</title> 254708374149'),
      ms: 38,
    },
    ...rest,
  }
}

const means = {
  mask: createRedactor().text,
  judge: judgeRecordedAnswer,
  curl: () => 'curl',
  cannotReplay: () => null,
}

describe('an event for the page', () => {
  it('is summed up in one line, with the phone number masked', () => {
    expect(summariseEvent(event(), means)).toEqual({
      number: 7,
      id: '20261006-111953-000-a1b2',
      receivedAt: '2026-10-06T11:19:55.000Z',
      method: 'POST',
      target: '/callback?token=********',
      kind: 'stk',
      resultCode: '0',
      resultDesc: 'The service request is processed successfully.',
      amount: '1500',
      messageId: 'ws_CO_061020261419531708***149',
      receipt: 'UJ6E59176X',
      account: null,
      peer: '127.0.0.1',
      from: '196.201.214.200',
      fromSafaricom: true,
      answer: { status: 419, ms: 38, reason: null },
      findings: [expect.objectContaining({ code: 'app/csrf-rejected', severity: 'error' })],
    })
  })

  it('says why the app gave no answer, or that there is none yet', () => {
    const down = event(stk, { answer: { kind: 'no-answer', status: 503, reason: 'app-down', ms: 3 } })
    expect(summariseEvent(down, means).answer).toEqual({ status: 503, ms: 3, reason: 'app-down' })
    expect(summariseEvent(event(stk, { answer: null }), means)).toMatchObject({ answer: null, findings: [] })
  })

  it('is unknown if it is no callback, and not from Safaricom if nobody says so', () => {
    const other = event('hello', { answer: null }, { from: null })
    expect(summariseEvent(other, means)).toMatchObject({ kind: 'unknown', amount: null, fromSafaricom: false })
    expect(detailEvent(other, means)).toMatchObject({ pretty: null, fields: [] })
  })

  it('holds no number and no secret in full, also where everything was kept as it came', () => {
    const detail = detailEvent(event(stk, {}, { sealed: 'c2VhbGVk' }), means)
    const text = JSON.stringify(detail)
    expect(text).not.toMatch(/708374149|invented-secret|c2VhbGVk/)
    expect(detail.pretty).toContain('"Value": "254708***149"')
    expect(detail.fields.map(({ path }) => path)).toContain('Body.stkCallback.CallbackMetadata.Item[2].Value')
  })

  it('is indented without another change', () => {
    expect(detailEvent(event('{"TransID":"X","TransAmount":1.00}'), means).pretty).toBe(
      '{\n  "TransID": "X",\n  "TransAmount": 1.00\n}',
    )
  })

  it('is shown as bytes if it is no text', () => {
    const binary = event('', {}, { body: { encoding: 'base64', content: 'gA==', bytes: 1, exact: true } })
    expect(detailEvent(binary, means)).toMatchObject({
      pretty: null,
      fields: [],
      request: { body: { encoding: 'base64', content: 'gA==' } },
    })
  })
})
