import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSecretName } from '../../src/daraja/secret-names.ts'
import { nearMiss, recogniseFamily } from '../../src/daraja/variable-names.ts'
import { findVariable, knownVariables } from '../../src/daraja/variables.ts'

describe('the known variables', () => {
  it('require the five that a payment needs', () => {
    const required = knownVariables.filter(({ required }) => required).map(({ name }) => name)
    expect(required).toEqual([
      'MPESA_CONSUMER_KEY',
      'MPESA_CONSUMER_SECRET',
      'MPESA_SHORTCODE',
      'MPESA_PASSKEY',
      'MPESA_CALLBACK_URL',
    ])
  })

  it('share no name or alias', () => {
    const names = knownVariables.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(new Set(names).size).toBe(names.length)
  })

  it('keep secret what is secret', () => {
    const secret = knownVariables.filter(({ secret }) => secret).map(({ name }) => name)
    expect(secret).toEqual([
      'MPESA_CONSUMER_KEY',
      'MPESA_CONSUMER_SECRET',
      'MPESA_PASSKEY',
      'MPESA_INITIATOR_PASSWORD',
      'MPESA_SECURITY_CREDENTIAL',
    ])
  })

  it('are found by name and alias', () => {
    expect(findVariable('MPESA_ENV')?.name).toBe('MPESA_ENVIRONMENT')
    expect(findVariable('DARAJA_PASSKEY')?.name).toBe('MPESA_PASSKEY')
    expect(findVariable('constructor')).toBeUndefined()
  })
})

describe('nearMiss', () => {
  it.each([
    ['MPESA_CONSUMER_KEY', ['MPESA_CONSUMERKEY'], 'MPESA_CONSUMERKEY'],
    ['MPESA_CONSUMER_KEY', ['PORT', 'DARAJA_CONSUMER_KEY'], 'DARAJA_CONSUMER_KEY'],
    ['MPESA_CONSUMER_KEY', ['mpesa_consumer_key'], 'mpesa_consumer_key'],
    ['MPESA_CONSUMER_KEY', ['MPESA_COMSUMER_KEY'], 'MPESA_COMSUMER_KEY'],
    ['MPESA_CONSUMER_KEY', ['NEXT_PUBLIC_MPESA_CONSUMER_KEY'], 'NEXT_PUBLIC_MPESA_CONSUMER_KEY'],
    ['MPESA_CONSUMER_SECRET', ['VITE_DARAJA_CONSUMER_SECRET'], 'VITE_DARAJA_CONSUMER_SECRET'],
    ['MPESA_SHORTCODE', ['MPESA_SHORT_CODE'], 'MPESA_SHORT_CODE'],
    ['MPESA_SHORTCODE', ['LNMO_SHORTCODE'], 'LNMO_SHORTCODE'],
    ['MPESA_PASSKEY', ['MPESA_PASS_KEY'], 'MPESA_PASS_KEY'],
    ['MPESA_PASSKEY', ['MPESA_PASKEY'], 'MPESA_PASKEY'],
    ['MPESA_CALLBACK_URL', ['MPESA_CALL_BACK_URL'], 'MPESA_CALL_BACK_URL'],
    ['MPESA_CALLBACK_URL', ['MPESA_CALLBAKC_URL'], 'MPESA_CALLBAKC_URL'],
    ['MPESA_CALLBACK_URL', ['MPESA_CALBACK_URL', 'SAFARICOM_CALLBACK_URL'], 'SAFARICOM_CALLBACK_URL'],
    ['SHOP_CALLBACK_URL', ['SHOP_CALLBACK_URI'], 'SHOP_CALLBACK_URI'],
  ])('finds for %s in %j', (name, present, found) => expect(nearMiss(name, present)).toBe(found))

  it.each([
    ['MPESA_CONSUMER_KEY', ['MPESA_CONSUMER_SECRET']],
    ['MPESA_CONSUMER_SECRET', ['MPESA_CONSUMER_KEY', 'DARAJA_CONSUMER_KEY']],
    ['MPESA_RESULT_URL', ['MPESA_TIMEOUT_URL', 'MPESA_CALLBACK_URL']],
    ['MPESA_C2B_CONFIRMATION_URL', ['MPESA_C2B_VALIDATION_URL']],
    ['MPESA_PASSKEY', ['MPESA_KEY', 'PORT', 'DATABASE_URL']],
    ['MPESA_PASSKEY', ['MPESA_PASSWORD']],
    ['MPESA_SHORTCODE', ['MPESA_SHORTNAME']],
    ['MPESA_SHORTCODE', ['MPESA_SHORTCODE']],
    ['MPESA_SHORTCODE', []],
  ])('finds nothing for %s in %j', (name, present) => expect(nearMiss(name, present)).toBeUndefined())

  it('never takes one known variable for another', () => {
    const names = knownVariables.flatMap(({ name, aliases }): readonly string[] => [name, ...aliases])
    fc.assert(
      fc.property(fc.constantFrom(...knownVariables), fc.subarray(names), (variable, present) => {
        const found = nearMiss(variable.name, present)
        if (found !== undefined) expect(findVariable(found)?.name).toBe(variable.name)
      }),
    )
  })

  it('returns nothing but present names', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, present) => {
        const found = nearMiss(name, present)
        expect(found === undefined || present.includes(found)).toBe(true)
      }),
    )
  })
})

describe('recogniseFamily', () => {
  const daraja = [
    'DARAJA_CONSUMER_KEY',
    'DARAJA_CONSUMER_SECRET',
    'DARAJA_SHORT_CODE',
    'DARAJA_PASSKEY',
    'DARAJA_CALLBACK_URL',
  ]

  it('takes a complete family with its optional variables', () => {
    const names = recogniseFamily([...daraja, 'DARAJA_ENV', 'PORT'])
    expect(names?.get('MPESA_SHORTCODE')).toBe('DARAJA_SHORT_CODE')
    expect(names?.get('MPESA_ENVIRONMENT')).toBe('DARAJA_ENV')
    expect(names?.size).toBe(6)
  })

  it('takes no incomplete or mixed family', () => {
    expect(recogniseFamily(daraja.slice(1))).toBeUndefined()
    expect(recogniseFamily([...daraja.slice(1), 'SAFARICOM_CONSUMER_KEY'])).toBeUndefined()
    expect(recogniseFamily([])).toBeUndefined()
  })
})

describe('isSecretName', () => {
  it('hides ours that are secret and every name that says so', () => {
    for (const name of ['MPESA_PASSKEY', 'LNMO_PASSKEY', 'APP_KEY', 'Db_Password', 'NGROK_AUTHTOKEN']) {
      expect(isSecretName(name), name).toBe(true)
    }
    for (const name of ['MPESA_SHORTCODE', 'MPESA_CALLBACK_URL', 'PORT']) expect(isSecretName(name), name).toBe(false)
  })
})
