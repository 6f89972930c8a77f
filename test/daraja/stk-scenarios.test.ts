import { describe, expect, it } from 'vitest'
import { resultCodes } from '../../src/daraja/result-codes.ts'
import { findScenario, type StkScenario, stkScenarioNames, stkScenarios } from '../../src/daraja/stk-scenarios.ts'

const stkRows = resultCodes.filter(({ apis }) => apis.includes('stk-callback'))

describe('the scenarios', () => {
  it('cover every code that an STK callback can carry, and no other', () => {
    const rows: readonly StkScenario[] = stkScenarios
    const own = rows.filter(({ isForeign }) => isForeign !== true)
    const codes = new Set(own.map(({ resultCode }) => String(resultCode)))
    expect([...codes].toSorted()).toEqual(stkRows.map(({ code }) => code).toSorted())
  })

  it('use a wording that was seen or documented for their code', () => {
    for (const { name, resultCode, resultDesc } of stkScenarios) {
      const row = stkRows.find(({ code }) => code === String(resultCode))
      if (row === undefined || row.description === null) continue
      expect([row.description, ...(row.descriptionVariants ?? [])], name).toContain(resultDesc)
    }
  })

  it('succeed only with code 0', () => {
    for (const { outcome, resultCode } of stkScenarios) expect(outcome === 'success').toBe(Number(resultCode) === 0)
  })

  it('have names and aliases that clash neither with each other nor with codes', () => {
    const words = stkScenarios.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(new Set(words).size).toBe(words.length)
    for (const word of words) expect(word).toMatch(/^[a-z][a-z0-9-]*$/)
  })
})

describe('findScenario', () => {
  it.each([
    ['success', 0],
    ['0', 0],
    ['cancelled', 1032],
    ['1032', 1032],
    ['timeout', 1037],
    ['insufficient', 1],
    ['1', 1],
    ['wrong-pin', 2001],
    ['expired', 1019],
    ['busy', 1001],
    ['rule-limited', 17],
    ['push-failed', 1025],
    ['9999', 9999],
    ['sms-timeout', 1036],
    ['product', 2028],
    ['locked', 8006],
    ['operator', 'SFC_IC0003'],
    [' sfc_ic0003 ', 'SFC_IC0003'],
    ['Canceled', 1032],
  ])('finds %s', (word, resultCode) => expect(findScenario(word)?.resultCode).toBe(resultCode))

  it('finds each by its own name', () => {
    for (const name of stkScenarioNames) expect(findScenario(name)?.name).toBe(name)
  })

  it.each(['', 'all', '01032', '4999', 'nonsense'])('does not find %j', (word) => {
    expect(findScenario(word)).toBeUndefined()
  })
})
