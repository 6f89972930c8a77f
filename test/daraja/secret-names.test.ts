import { describe, expect, it } from 'vitest'
import { isSecretName, misplacedCredential } from '../../src/daraja/secret-names.ts'

const inventedKey = 'InventedKey0123456789InventedKey'

describe('isSecretName', () => {
  it.each([
    ['MPESA_PASSKEY', {}, true],
    ['PAY_PK', {}, false],
    ['PAY_PK', { MPESA_PASSKEY: 'PAY_PK' }, true],
    ['MPESA_CALLBACK_URL', {}, false],
    ['SESSION_SECRET', {}, true],
  ])('%s, renamed %j: %s', (name, renamed, expected) => expect(isSecretName(name, renamed)).toBe(expected))
})

describe('misplacedCredential', () => {
  it.each([
    ['MPESA_CALLBACK_URL', inventedKey],
    ['MPESA_CALLBACK_URL', `"${inventedKey}"`],
    ['MPESA_CALLBACK_URL', `${inventedKey} # from the portal`],
    ['MPESA_SHORTCODE', inventedKey],
    ['CALLBACK_URL', inventedKey],
  ])('finds the key in %s=%s', (name, value) => expect(misplacedCredential(name, value)).toBe(inventedKey))

  it('knows the app’s own names', () => {
    expect(misplacedCredential('CB', inventedKey)).toBeUndefined()
    expect(misplacedCredential('CB', inventedKey, { MPESA_CALLBACK_URL: 'CB' })).toBe(inventedKey)
  })

  it.each([
    ['MPESA_CALLBACK_URL', 'https://pay.duka.co.ke/callbacks/mpesa/1'],
    ['MPESA_CALLBACK_URL', 'pay.duka.co.ke/callbacks/mpesa/1'],
    ['MPESA_TRANSACTION_TYPE', 'CustomerBuyGoodsOnline'],
    ['MPESA_SHORTCODE', '1743791743791743'],
    ['MPESA_CONSUMER_KEY', inventedKey],
    ['APP_VERSION', inventedKey],
  ])('finds none in %s=%s', (name, value) => expect(misplacedCredential(name, value)).toBeUndefined())
})
