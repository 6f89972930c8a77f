import { describe, expect, it } from 'vitest'
import { createFaults, parseFault } from '../../../src/sandbox/faults/faults.ts'
import { faultNames } from '../../../src/sandbox/outcome.ts'
import { RuleError } from '../../../src/sandbox/outcomes/parse-rule.ts'

describe('a fault', () => {
  it.each([
    ['silent', { name: 'silent', share: 1, left: null }],
    ['slow=3s', { name: 'slow', ms: 3_000 }],
    ['query-500=0.3', { name: 'query-500', share: 0.3 }],
    ['callback-late=20s', { name: 'callback-late', ms: 20_000 }],
    ['rate-limit*5', { name: 'rate-limit', left: 5 }],
  ])('%s is read', (text, fault) => {
    expect(parseFault(text)).toMatchObject(fault)
  })

  it.each(['', 'silnt', 'silent=3s', 'slow=soon', 'query-500=0', 'slow*x'])('%j is refused', (text) => {
    expect(() => parseFault(text)).toThrow(RuleError)
  })

  it('is known by each of its names', () => {
    for (const name of faultNames) expect(parseFault(name).name).toBe(name)
  })

  it('strikes as often as was told, and not once it has been cleared', () => {
    const faults = createFaults(['silent*2', 'slow=1m'].map(parseFault), () => 0)
    expect([1, 2, 3].map(() => faults.strike('silent') !== null)).toEqual([true, true, false])
    expect(faults.strike('slow')).toEqual({ ms: 60_000 })
    faults.clear('all')
    expect(faults.strike('slow')).toBeNull()
  })

  it('strikes by its share, and a miss does not use it up', () => {
    const chances = [0.29, 0.3, 0.1]
    const faults = createFaults([{ ...parseFault('query-500=0.3'), left: 2 }], () => chances.shift() ?? 0)
    expect([1, 2, 3].map(() => faults.strike('query-500') !== null)).toEqual([true, false, true])
  })
})
