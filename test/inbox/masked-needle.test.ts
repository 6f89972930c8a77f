import { describe, expect, it } from 'vitest'
import { needles, seek } from '../../src/inbox/masked-needle.ts'

const kept = 'ws_CO_061020261419531708***149'
const whole = 'ws_CO_061020261419531708374149'

describe('a masked id is found by', () => {
  it.each([
    whole,
    kept,
    '708374149',
    '0708374149',
    '254708374149',
    '+254 708 374149',
    '531708374149',
    'ws_CO_0610202614195317083',
    'ws_CO_0610202614195317083741',
    'CO_06102026',
    '708***149',
  ])('%s', (text) => {
    expect(seek(text)(kept)).toBe(true)
  })

  it.each([
    'ws_CO_061020261419531708374150',
    'ws_CO_061020261419531709374149',
    '0709374149',
    '17083',
    '374',
    'UJ6E59176X',
  ])('not by %s', (text) => {
    expect(seek(text)(kept)).toBe(false)
  })
})

it('what is kept whole is found in every spelling, and masked', () => {
  for (const text of [whole, kept, '0708374149', '708***149', '1953170']) expect(seek(text)(whole)).toBe(true)
})

it('a text that may not be masked stays alone, and a long one costs nothing', () => {
  expect(needles('INV-31')).toEqual(['INV-31'])
  expect(needles('7'.repeat(100_000)).length).toBe(1)
})
