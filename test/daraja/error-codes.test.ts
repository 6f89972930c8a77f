import { describe, expect, it } from 'vitest'
import { errorCodes, findErrorCodes } from '../../src/daraja/error-codes.ts'
import { factSources } from '../../src/daraja/fact-sources.ts'

describe('the table of error codes', () => {
  it('explains every row', () => {
    expect(errorCodes).toHaveLength(37)
    for (const row of errorCodes) {
      expect(row.meaning, String(row.code)).toMatch(/^.{10,}\.$/)
      expect(row.fix, String(row.code)).toMatch(/^.{5,}\.$/)
      for (const source of row.sources) expect(factSources).toHaveProperty([source])
    }
  })

  it('gives a code to JSON errors and to nothing else', () => {
    for (const { code, bodyShape } of errorCodes) expect(code !== null).toBe(bodyShape === 'json-error')
  })

  it('begins every code with its HTTP status', () => {
    for (const { code, httpStatus } of errorCodes) if (code) expect(code.startsWith(`${httpStatus}.`)).toBe(true)
  })
})

describe('findErrorCodes', () => {
  it('returns every meaning of the overloaded 500.001.1001', () => {
    const messages = findErrorCodes('500.001.1001').map(({ message }) => message)
    expect(messages).toHaveLength(6)
    expect(messages).toContain('Wrong credentials')
    expect(messages).toContain('Merchant does not exist')
  })

  it.each([
    ['404.001.03', [404]],
    [' 401.003.01\n', [401]],
    ['policies.ratelimit.SpikeArrestViolation', [429]],
    ['500', []],
    ['null', []],
    ['', []],
  ])('finds %j', (code, statuses) => {
    expect(findErrorCodes(code).map(({ httpStatus }) => httpStatus)).toEqual(statuses)
  })
})
