import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIpv4, parseIpv6 } from '../../src/daraja/ip-address.ts'
import { classifyAddress } from '../../src/daraja/private-addresses.ts'
import { isSafaricomAddress, sourceAddresses } from '../../src/daraja/source-addresses.ts'

describe('classifyAddress', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['196.201.214.200', 'public'],
    ['0.0.0.0', 'unspecified'],
    ['9.255.255.255', 'public'],
    ['10.0.0.0', 'private'],
    ['10.255.255.255', 'private'],
    ['11.0.0.0', 'public'],
    ['100.63.255.255', 'public'],
    ['100.64.0.0', 'cgnat'],
    ['100.127.255.255', 'cgnat'],
    ['100.128.0.0', 'public'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'link-local'],
    ['172.15.255.255', 'public'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.0.2.1', 'documentation'],
    ['192.168.1.20', 'private'],
    ['192.169.0.1', 'public'],
    ['198.18.0.1', 'reserved'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:a00:1', 'private'],
    ['::FFFF:8.8.8.8', 'public'],
    ['fe80::1%eth0', 'link-local'],
    ['febf::1', 'link-local'],
    ['fc00::1', 'unique-local'],
    ['fd12:3456::1', 'unique-local'],
    ['fec0::1', 'unique-local'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'documentation'],
    ['3fff:fff::1', 'documentation'],
    ['2002:c0a8:101::1', 'private'],
    ['2002:808:808::1', 'public'],
    ['64:ff9b::10.0.0.1', 'private'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['2c0f:fe38::1', 'public'],
    ['2606:4700::1111', 'public'],
    ['4000::1', 'reserved'],
  ] as const)('calls %s %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind)
  })

  it.each([
    '',
    'localhost',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '010.0.0.1',
    '0x7f.0.0.1',
    ' 8.8.8.8',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
    '12345::',
    '[::1]',
    ':1:2:3:4:5:6:7:8',
  ])('does not take %j for an address', (text) => {
    expect(classifyAddress(text)).toBeUndefined()
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void classifyAddress(text)))
    fc.assert(fc.property(fc.stringMatching(/^[0-9a-f:.%]{0,40}$/), (text) => void classifyAddress(text)))
  })

  it('knows every address that the platform knows', () => {
    fc.assert(fc.property(fc.ipV4(), (text) => parseIpv4(text) !== undefined))
    fc.assert(fc.property(fc.ipV6(), (text) => parseIpv6(text)?.length === 8 && classifyAddress(text) !== undefined))
    fc.assert(fc.property(fc.ipV4(), (text) => classifyAddress(`::ffff:${text}`) === classifyAddress(text)))
  })
})

describe('isSafaricomAddress', () => {
  it('lists the twelve official addresses and two more', () => {
    const official = sourceAddresses.filter(({ confidence }) => confidence === 'official')
    expect(official).toHaveLength(12)
    for (const { address } of official) expect(isSafaricomAddress(address)).toBe('official')
    expect(new Set(sourceAddresses.map(({ address }) => address)).size).toBe(14)
  })

  it.each([
    ['196.201.212.128', 'listed'],
    ['196.201.213.50', 'listed'],
    ['196.201.215.1', 'unknown'],
    ['175.41.238.68', 'unknown'],
    ['::ffff:196.201.214.200', 'official'],
    ['::ffff:c4c9:d6c8', 'official'],
    ['0:0:0:0:0:ffff:196.201.212.132', 'listed'],
    ['2001:db8::196.201.214.200', 'unknown'],
    [' 196.201.214.200 ', 'official'],
    ['196.201.214.200, 10.0.0.1', 'unknown'],
    ['127.0.0.1', 'unknown'],
    ['', 'unknown'],
  ])('judges %s %s', (ip, expected) => {
    expect(isSafaricomAddress(ip)).toBe(expected)
  })
})
