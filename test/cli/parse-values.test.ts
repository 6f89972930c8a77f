import { describe, expect, it } from 'vitest'
import { OptionValueError } from '../../src/cli/option.ts'
import { parseDnsServer } from '../../src/cli/parse-values.ts'

describe('the address of a name server', () => {
  it.each([
    '1.1.1.1',
    '255.255.255.255',
    '127.0.0.1:5353',
    '127.0.0.1:65535',
    '::1',
    '2606:4700::1111',
    '[2606:4700::1111]',
    '[2606:4700::1111]:53',
    '::ffff:1.1.1.1',
  ])('is taken as it is: %s', (text) => {
    expect(parseDnsServer(text)).toBe(text)
  })

  it.each([
    '999.1.1.1',
    '1.1.1.256',
    '01.1.1.1',
    '1.1.1',
    '1.1.1.1.1',
    '1.1.1.1:',
    '1.1.1.1:0',
    '1.1.1.1:65536',
    '1.1.1.1:53x',
    ':',
    '::1::2',
    '12345::1',
    '1:2:3:4:5:6:7:8:9',
    '::1:1.1.1.999',
    '[1.1.1.1]:53',
    '[::1]:99999',
    '[::1]:',
    '[::1',
    'dns.google',
    '',
  ])('is refused where it is none: %j', (text) => {
    expect(() => parseDnsServer(text)).toThrow(OptionValueError)
  })
})
