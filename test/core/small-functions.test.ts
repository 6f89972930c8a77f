import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/core/duration.ts'
import { nearestName } from '../../src/core/nearest-name.ts'
import { printable } from '../../src/core/printable.ts'
import { createSettings, describeOrigin, layerOf, type Origin } from '../../src/core/settings.ts'

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['8s', 8_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['10', 10_000],
    ['1.5s', 1_500],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', 's', '-1s', '5 s', '1e3s', '8sec', '999h', 'NaN'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('formatDuration', () => {
  it.each([
    [12, '12 ms'],
    [2_400, '2.4 s'],
    [8_000, '8 s'],
    [180_000, '3 min'],
    [7_200_000, '2 h'],
    [345_600_000, '4 days'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })
})

describe('nearestName', () => {
  it.each([
    ['chek-env', 'check-env'],
    ['tunel', 'tunnel'],
    ['TUNNEL', 'tunnel'],
    ['method-not-allowed', 'app/method-not-allowed'],
    ['app/metod-not-alowed', 'app/method-not-allowed'],
    ['app/meth', 'app/method-not-allowed'],
    ['METHOD-NOT', 'app/method-not-allowed'],
    ['check', 'check-env'],
    ['met', undefined],
    ['elephant', undefined],
    ['', undefined],
  ])('%s means %s', (typed, name) => {
    expect(nearestName(typed, ['check-env', 'tunnel', 'app/method-not-allowed', 'probe'])).toBe(name)
  })
})

describe('nearestName among several', () => {
  it.each([
    [
      'the shortest of those that begin so',
      'app/auth',
      ['app/auth-required-twice', 'app/auth-required'],
      'app/auth-required',
    ],
    ['the last part itself before a longer name', 'timeout', ['timeout-long', 'tls/timeout'], 'tls/timeout'],
    ['a beginning before a likeness', 'test', ['text', 'test-order'], 'test-order'],
  ])('prefers %s', (_, typed, known, name) => {
    expect(nearestName(typed, known)).toBe(name)
  })
})

describe('printable', () => {
  it('leaves nothing that could move a cursor, ring, colour or reorder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
      }),
    )
    expect(printable('a\x1b[31mred')).toBe('a\\x1b[31mred')
  })
})

describe('settings', () => {
  it('takes the first layer that knows a value, and remembers which', () => {
    const strong: Origin = { kind: 'option', name: '--app-url' }
    const weak: Origin = { kind: 'env-file', file: '.env', line: 4, key: 'PORT' }
    const settings = createSettings([
      layerOf({ appUrl: { value: 'a', origin: strong } }),
      layerOf({ appUrl: { value: 'b', origin: weak }, testOrder: { value: 'x', origin: weak } }),
    ])
    expect(settings.get('appUrl')).toEqual({ value: 'a', origin: strong })
    expect(settings.get('testOrder')?.origin).toBe(weak)
    expect(settings.get('cacert')).toBeUndefined()
  })

  it.each<[Origin, string]>([
    [{ kind: 'option', name: '--app-url' }, '--app-url'],
    [{ kind: 'variable', name: 'MPESA_DOCTOR_APP_URL' }, 'MPESA_DOCTOR_APP_URL'],
    [{ kind: 'config', file: 'a.json', key: 'appUrl' }, 'a.json (appUrl)'],
    [{ kind: 'env-file', file: '.env', line: 4, key: 'PORT' }, '.env:4 PORT'],
    [{ kind: 'process', name: 'PORT' }, 'PORT in this shell'],
    [{ kind: 'detected', how: 'Flask' }, 'detected: Flask'],
    [{ kind: 'default' }, 'default'],
  ])('describes %j', (origin, text) => {
    expect(describeOrigin(origin)).toBe(text)
  })
})
