import { describe, expect, it } from 'vitest'
import { callbackKinds, findSimulatedKind, type SimulatedKind } from '../../../src/daraja/callback-kind.ts'
import { factSources } from '../../../src/daraja/fact-sources.ts'
import type { ResultCodeApi } from '../../../src/daraja/result-code.ts'
import { resultCodes } from '../../../src/daraja/result-codes.ts'
import { findScenarioOf, scenariosByKind } from '../../../src/daraja/scenarios/find-scenario.ts'

const kinds = Object.entries(scenariosByKind) as [SimulatedKind, (typeof scenariosByKind)[SimulatedKind]][]

describe('the scenarios of every kind', () => {
  it('are there for each kind that says what it is about', () => {
    expect(kinds.map(([kind]) => kind)).toEqual(callbackKinds.filter((kind) => kind !== 'result' && kind !== 'unknown'))
    for (const [, rows] of kinds) expect(rows.length).toBeGreaterThan(0)
  })

  it.each(kinds)('%s: names and aliases clash neither with each other nor with codes', (_, rows) => {
    const words = rows.flatMap(({ name, aliases }) => [name, ...aliases])
    expect(new Set(words).size).toBe(words.length)
    for (const word of words) expect(word).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/)
  })

  it.each(kinds)('%s: each has a source, begins with the usual one, and is found by its name', (kind, rows) => {
    for (const row of rows) {
      expect(factSources).toHaveProperty([row.source])
      expect(findScenarioOf(kind, row.name.toUpperCase())).toBe(row)
      for (const alias of row.aliases) expect(findScenarioOf(kind, alias)).toBe(row)
    }
    if (kind !== 'timeout') expect(rows[0]?.outcome).toBe('success')
  })

  it.each<[SimulatedKind, ResultCodeApi]>([
    ['b2c-result', 'b2c-result'],
    ['b2b-result', 'b2b-result'],
    ['tax-result', 'tax-result'],
    ['reversal-result', 'reversal-result'],
    ['status-result', 'transaction-status-result'],
    ['balance-result', 'account-balance-result'],
    ['b2b-express', 'b2b-express-callback'],
  ])('%s: every code that it can carry is found by its number', (kind, api) => {
    for (const { code } of resultCodes.filter(({ apis }) => apis.includes(api)))
      expect(String(findScenarioOf(kind, code)?.resultCode), code).toBe(code)
  })

  it('succeed only with code 0 or with none', () => {
    for (const [, rows] of kinds)
      for (const { outcome, resultCode } of rows)
        expect(outcome === 'success').toBe(resultCode === null || Number(resultCode) === 0)
  })
})

describe('findSimulatedKind', () => {
  it.each([
    ['stk', 'stk'],
    ['c2b', 'c2b-confirmation'],
    ['validation', 'c2b-validation'],
    ['C2B-Confirmation', 'c2b-confirmation'],
    ['b2c', 'b2c-result'],
    ['balance', 'balance-result'],
    ['b2c-timeout', 'timeout'],
    ['reversal-timeout', 'timeout'],
  ])('%s is %s', (name, kind) => expect(findSimulatedKind(name)).toBe(kind))

  it.each(['', 'result', 'unknown', 'b2x', 'toString'])('%j is none', (name) => {
    expect(findSimulatedKind(name)).toBeUndefined()
  })
})
