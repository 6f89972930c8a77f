import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/core/redact.ts'
import type { RecordedRequest } from '../../src/inbox/event.ts'
import { exactRequest, protectRequest, type Seal } from '../../src/inbox/protect.ts'

const seal: Seal = { close: (text) => btoa(text), open: (sealed) => atob(sealed) }
const mask = createRedactor().text

const request = (content: string, rest: Partial<RecordedRequest> = {}): RecordedRequest => ({
  method: 'POST',
  target: '/callback',
  headers: [['Content-Type', 'application/json']],
  body: { encoding: 'utf8', content, bytes: content.length, exact: true },
  peer: '127.0.0.1',
  from: null,
  ...rest,
})

describe('what is kept of a request', () => {
  it('is all of it if there is nothing to mask', () => {
    const plain = request('{"ResultCode":0}')
    expect(protectRequest(plain, { mask, seal })).toBe(plain)
  })

  it('stays JSON with a phone number masked, and comes back whole', () => {
    const plain = request('{"a": 254708374149, "b":[254708374149,1.00],"c":"254708374149"}')
    const kept = protectRequest(plain, { mask, seal })
    expect(JSON.parse(kept.body.content)).toEqual({ a: '254708***149', b: ['254708***149', 1], c: '254708***149' })
    expect(kept.body.exact).toBe(false)
    expect(exactRequest(kept, seal)).toEqual(plain)
  })

  it('hides headers that are secrets, and secrets in the query', () => {
    const kept = protectRequest(
      request('', {
        target: '/cb?token=abcdef123456',
        headers: [
          ['X-Api-Key', 'k'],
          ['Cookie', 's=1'],
          ['Accept', '*/*'],
        ],
      }),
      { mask, seal },
    )
    expect(kept.target).toBe('/cb?token=********')
    expect(kept.headers).toEqual([
      ['X-Api-Key', '********'],
      ['Cookie', '********'],
      ['Accept', '*/*'],
    ])
  })

  it.each([
    ['the path', request('{"ResultCode":0}', { target: '/cb?token=abcdef123456' })],
    ['a header', request('{"ResultCode":0}', { headers: [['Cookie', 's=1']] })],
    ['the body', request('254708374149')],
  ])('seals %s alone if nothing else was masked, and comes back whole', (_, plain) => {
    const kept = protectRequest(plain, { mask, seal })
    expect(Object.keys(JSON.parse(atob(kept.sealed ?? '')))).toHaveLength(1)
    expect(exactRequest(kept, seal)).toEqual(plain)
  })

  it('cannot be sent again without the key, or if it was cut off', () => {
    const kept = protectRequest(request('254708374149'), { mask, seal })
    expect(exactRequest(kept, null)).toBeNull()
    expect(exactRequest(protectRequest(request('254708374149'), { mask, seal: null }), seal)).toBeNull()
    expect(
      exactRequest(request('', { body: { encoding: 'utf8', content: '', bytes: 9, exact: false } }), seal),
    ).toBeNull()
  })

  it('hides numbers among bytes that are no text, behind an encoded plus, and what JSON calls a secret', () => {
    const bytes = btoa('{"Name":"JOS\u00c9","MSISDN":"254708374149"}')
    const binary = protectRequest(
      request('', {
        body: { encoding: 'base64', content: bytes, bytes: 40, exact: true },
        target: '/cb?tel=%2B254708374149',
      }),
      { mask, seal },
    )
    expect(atob(binary.body.content)).toBe('{"Name":"JOS\u00c9","MSISDN":"254708***149"}')
    expect(binary.target).toBe('/cb?tel=%2B254708***149')
    const named = protectRequest(request('{"Password":"hunter2","SecurityCredential":"abc","ResultDesc":"ok"}'), {
      mask,
      seal,
    })
    expect(JSON.parse(named.body.content)).toEqual({
      Password: '********',
      SecurityCredential: '********',
      ResultDesc: 'ok',
    })
  })
})
