import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  guessConstant,
  isSandboxShortcode,
  judgeConsumerKey,
  judgeConsumerSecret,
  judgePasskey,
  judgeResponseType,
  judgeSecurityCredential,
  judgeShortcode,
  judgeTillNumber,
  judgeTransactionType,
  sandboxPasskey,
} from '../../src/daraja/credentials.ts'
import { guessEnvironment, parseEnvironment } from '../../src/daraja/environment.ts'
import { isPlaceholder } from '../../src/daraja/placeholder.ts'

const inventedKey = 'InventedKey0123456789InventedKey'
const tokens = fc.stringMatching(/^[A-Za-z0-9]{32}$/)

describe('consumer key and secret', () => {
  it('may be any letters and digits', () => {
    for (const judge of [judgeConsumerKey, judgeConsumerSecret]) {
      expect(judge(inventedKey)).toBeUndefined()
      fc.assert(fc.property(tokens, (token) => judge(token) === undefined))
    }
  })

  it.each([
    '',
    ' ',
    `${inventedKey} `,
    `${inventedKey}\r`,
    'a b',
    `"${inventedKey}"`,
    `a\u200b${inventedKey}`,
    'key:secret',
    'https://x.co',
    'clé',
    'abc',
    'a'.repeat(15),
  ])('cannot be %j', (value) => expect(judgeConsumerKey(value)).toMatch(/\.$/))

  it('are never repeated in the answer', () => {
    fc.assert(fc.property(fc.string({ minLength: 6 }), (value) => !judgeConsumerKey(value)?.includes(value)))
    expect(judgePasskey(`${inventedKey}?`)).not.toContain(inventedKey)
  })
})

describe('the passkey', () => {
  it.each([sandboxPasskey, 'a'.repeat(64), 'InventedPasskeyOfSomeOtherLength', `${'aW52ZW50ZWQ'.repeat(4)}=`])(
    'may be %s',
    (value) => {
      expect(judgePasskey(value)).toBeUndefined()
    },
  )

  it.each([
    '',
    `${sandboxPasskey} `,
    `'${sandboxPasskey}'`,
    sandboxPasskey.slice(0, 63),
    sandboxPasskey.slice(1),
    `${sandboxPasskey}0`,
    sandboxPasskey.toUpperCase(),
    'pass,key',
    'abcdef',
    'a'.repeat(31),
  ])('cannot be %j', (value) => expect(judgePasskey(value)).toBeDefined())
})

describe('numbers', () => {
  it.each(['174379', '600000', '12345', '1234567'])('%s may be a shortcode or till', (value) => {
    expect(judgeShortcode(value)).toBeUndefined()
    expect(judgeTillNumber(value)).toBeUndefined()
  })

  it.each(['', '1234', '12345678', '174 379', '174379\t', '17437a', '254708374149', '１７４３７９', '-17437', '1e5'])(
    '%j may be neither',
    (value) => {
      expect(judgeShortcode(value)).toBeDefined()
      expect(judgeTillNumber(value)).toBeDefined()
    },
  )

  it('tell the sandbox from production', () => {
    expect(['174379', '600000', '600999'].every(isSandboxShortcode)).toBe(true)
    expect(['174378', '6000', '6000000', '522522', '0600123'].some(isSandboxShortcode)).toBe(false)
  })
})

describe('what is counted', () => {
  it('has a singular', () => {
    expect(judgeShortcode('1')).toContain('1 digit;')
    expect(judgeSecurityCredential('a')).toContain('1 character;')
  })
})

describe('the constants of the API', () => {
  it.each(['CustomerPayBillOnline', 'CustomerBuyGoodsOnline'])('%s is a transaction type', (value) =>
    expect(judgeTransactionType(value)).toBeUndefined(),
  )

  it.each(['Completed', 'Cancelled'])('%s is a response type', (value) =>
    expect(judgeResponseType(value)).toBeUndefined(),
  )

  it.each([
    ['PayBill', 'CustomerPayBillOnline'],
    ['customerpaybillonline', 'CustomerPayBillOnline'],
    ['Customer Buy Goods Online', 'CustomerBuyGoodsOnline'],
    ['till', 'CustomerBuyGoodsOnline'],
    ['completed', 'Completed'],
    ['COMPLETE', 'Completed'],
    ['Canceled', 'Cancelled'],
    ['174379', undefined],
    ['paybill or buygoods', undefined],
  ])('%s is none of them; it was meant to be %s', (value, meant) => {
    expect(judgeTransactionType(value)).toBeDefined()
    expect(judgeResponseType(value)).toBeDefined()
    expect(guessConstant(value)).toBe(meant)
  })
})

describe('the security credential', () => {
  it('is 256 bytes in base64', () => {
    expect(judgeSecurityCredential(Buffer.alloc(256, 7).toString('base64'))).toBeUndefined()
    for (const value of [
      Buffer.alloc(128).toString('base64'),
      'Password',
      `${'A'.repeat(344)}`,
      `${'A'.repeat(171)}\n${'A'.repeat(170)}==`,
    ]) {
      expect(judgeSecurityCredential(value)).toBeDefined()
    }
  })
})

describe('isPlaceholder', () => {
  it.each([
    'your-consumer-key',
    'your_consumer_key',
    'YOUR_PASSKEY',
    'your consumer secret here',
    'yourConsumerKey',
    'yourpasskey',
    'put_your_passkey_here',
    'enter-your-key',
    '<consumer key>',
    '<YOUR_KEY>',
    '{{ MPESA_KEY }}',
    '{consumer_key}',
    '[your key]',
    'xxx',
    'XXXXXXXX',
    'xxxx-xxxx',
    '********',
    '...',
    '000000',
    'changeme',
    'change-me',
    'change_this',
    'CHANGE_ME_NOW',
    'replace me',
    'replace_with_real_key',
    'TODO',
    'todo: ask Safaricom',
    'placeholder',
    'dummy',
    'consumer_key',
    'consumer-secret',
    'passkey',
    'mpesa_consumer_key',
    'my-consumer-key',
    'api_key_here',
    'insert-secret',
    'https://yourdomain.com/callback',
    'https://api.your-domain.co.ke/cb',
    'mydomain.com',
    ' changeme ',
  ])('recognises %j', (value) => expect(isPlaceholder(value)).toBe(true))

  it.each([
    '',
    '174379',
    '600000',
    sandboxPasskey,
    inventedKey,
    'sandbox',
    'production',
    'CustomerPayBillOnline',
    'Completed',
    'testapi',
    'https://shop.co.ke/api/mpesa/callback',
    'https://yourdomainexperts.co.ke/cb',
    'http://localhost:3000/todo',
    'Safaricom999!*!',
    'GxxxQ2w9Todo4YourK8changemeZ1',
    'aaabbb',
    'replaced4Ever9',
  ])('leaves %j alone', (value) => expect(isPlaceholder(value)).toBe(false))

  it('leaves random keys alone', () => {
    fc.assert(
      fc.property(tokens, (token) => !isPlaceholder(token)),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9a-f]{64}$/).filter((text) => new Set(text).size > 3),
        (text) => !isPlaceholder(text),
      ),
    )
  })
})

describe('the environment', () => {
  it('is exactly one of two words', () => {
    expect(['sandbox', 'production'].map(parseEnvironment)).toEqual(['sandbox', 'production'])
    for (const value of ['', 'Production', 'prod', 'live', ' sandbox', 'sandbox '])
      expect(parseEnvironment(value)).toBeUndefined()
  })

  it.each([
    ['prod', 'production'],
    ['LIVE', 'production'],
    ['Production', 'production'],
    [' production ', 'production'],
    ['"sandbox"', 'sandbox'],
    ['development', 'sandbox'],
    ['Test', 'sandbox'],
    ['', undefined],
    ['blue', undefined],
    ['productio', undefined],
  ])('is guessed from %j as %s', (value, meant) => expect(guessEnvironment(value)).toBe(meant))
})
