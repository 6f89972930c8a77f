import { describe, expect, it } from 'vitest'
import { phoneSpellings } from '../../../src/callbacks/audit/phone-spellings.ts'

describe('phoneSpellings', () => {
  it.each(['254712345678', '+254 712 345 678', '0712345678', '712345678'])('knows all of %s', (phone) => {
    expect(phoneSpellings(phone)).toEqual(
      expect.arrayContaining(['254712345678', '+254712345678', '0712345678', '712345678']),
    )
  })

  it('leaves alone what is no number', () => {
    expect(phoneSpellings('8556a495')).toEqual(['8556a495'])
    expect(phoneSpellings(' ')).toEqual([])
  })
})
