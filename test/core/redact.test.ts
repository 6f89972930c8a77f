import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/core/redact.ts'
import { secret } from '../../src/core/secret.ts'

describe('createRedactor', () => {
  it.each([
    ['0712345678', '0712***678'],
    ['+254712345678', '+254712***678'],
    ['254110123456 paid', '254110***456 paid'],
    ['no user +254 712 345 678', 'no user +254712***678'],
    ['0712 345 678, 0712-345-678', '0712***678, 0712***678'],
    ['254-712-345678', '254712***678'],
    ['0712345 678', '0712***678'],
    ['0 712 3456789', '0 712 3456789'],
    ['2026-11-23 07:12:34', '2026-11-23 07:12:34'],
    ['ws_CO_170820261404032708374149', 'ws_CO_170820261404032708***149'],
    ['ws_CO_191220191020363925', 'ws_CO_191220191020363925'],
    ['20261006142002', '20261006142002'],
    ['Authorization: Bearer c9SQxWWhmdVRlyh0zh8gZDTkubVF', 'Authorization: Bearer ********'],
    ['postgresql://shop:hunter2@db/x', 'postgresql://shop:********@db/x'],
    ['174379', '174379'],
    ['https://s3cr3tpw@duka.co.ke/x', 'https://********@duka.co.ke/x'],
    ['https://:s3cr3tpw@duka.co.ke', 'https://:********@duka.co.ke'],
    ['https://user:p@s3cr3tpw@duka.co.ke', 'https://user:********@duka.co.ke'],
    ['https://user:s3 cr3t pw@duka.co.ke', 'https://user:********@duka.co.ke'],
    ['postgresql://duka@127.0.0.1/x', 'postgresql://duka@127.0.0.1/x'],
    ['postgresql://127.0.0.1/d?password=s3cr3tpw&user=u', 'postgresql://127.0.0.1/d?password=********&user=u'],
    ['https://duka.co.ke/cb?token=abc', 'https://duka.co.ke/cb?token=********'],
    ['https://duka.co.ke/cb?order=7&apiKey=abc&x=1#top', 'https://duka.co.ke/cb?order=7&apiKey=********&x=1#top'],
    ['/cb?X-Signature=a.b-c `and` more', '/cb?X-Signature=******** `and` more'],
    ['"/cb?client_secret=abc", "next"', '"/cb?client_secret=********", "next"'],
    ['is it?token = abc', 'is it?token = abc'],
    ['https://duka.co.ke/token/key?order=7', 'https://duka.co.ke/token/key?order=7'],
    ['host=127.0.0.1 password=s3cr3tpw', 'host=127.0.0.1 password=********'],
    ['see https://duka.co.ke and mail me@duka.co.ke', 'see https://duka.co.ke and mail me@duka.co.ke'],
  ])('%s becomes %s', (input, output) => {
    expect(createRedactor().text(input)).toBe(output)
  })

  it.each([
    '?token'.repeat(170_000),
    `?${'token'.repeat(200_000)}`,
    `?${'a'.repeat(1_000_000)}`,
    '?'.repeat(1_000_000),
  ])('reads a long line in one go', (line) => {
    const startMs = performance.now()
    expect(createRedactor().text(line)).toBe(line)
    expect(performance.now() - startMs).toBeLessThan(2_000)
  })

  it('hides a secret in its plain, JSON, URL and base64 spelling', () => {
    const redactor = createRedactor()
    const value = 'pa"ss wörd\\1'
    redactor.add(value)
    for (const text of [value, JSON.stringify(value), encodeURIComponent(value), btoa(value)])
      expect(redactor.text(`x ${text} y`)).not.toMatch(/ss|%C3|cGEi/)
  })

  it('hides a longer secret whole when a shorter one is part of it', () => {
    const redactor = createRedactor()
    redactor.add('abcdef', 'abcdef-ghijkl')
    expect(redactor.text('abcdef-ghijkl')).toBe('********')
  })

  it('does not tear ordinary text for short values and common words', () => {
    const redactor = createRedactor()
    redactor.add('app', 'postgres')
    expect(redactor.text('the app on postgres')).toBe('the app on postgres')
  })

  it('keeps JSON values valid: a phone number that is a number becomes a masked string', () => {
    expect(
      createRedactor().value({ PhoneNumber: 254708374149, Amount: 1500, list: [true, null, '0712345678'] }),
    ).toEqual({
      PhoneNumber: '254708***149',
      Amount: 1500,
      list: [true, null, '0712***678'],
    })
  })

  it('never lets a registered secret through, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 40 }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(
          !/^(postgres|password|secret|sandbox|mysql|laravel|django|localhost)$/i.test(value) &&
            !'********'.includes(value),
        )
        const redactor = createRedactor()
        redactor.add(value)
        const rest = redactor.text(before + value + after)
        // The text around may itself hold the value's pieces; the value as a whole must be gone.
        expect(rest.includes(value) && !rest.includes('********')).toBe(false)
      }),
    )
  })
})

describe('secret', () => {
  it('shows a mask however it is printed', () => {
    const hidden = secret('do-not-print-me')
    expect(`${hidden}`).not.toContain('print')
    expect(JSON.stringify({ hidden })).not.toContain('print')
    expect(String(hidden)).not.toContain('print')
    expect(hidden.reveal()).toBe('do-not-print-me')
    expect(hidden.length).toBe(15)
  })
})
