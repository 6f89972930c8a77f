import { describe, expect, it } from 'vitest'
import { factSources } from '../../src/daraja/fact-sources.ts'
import { findResultCodes, resultCodes } from '../../src/daraja/result-codes.ts'

describe('the table of result codes', () => {
  it('has every row once per code and API', () => {
    const keys = resultCodes.flatMap(({ code, apis }) => apis.map((api) => `${code} ${api}`))
    expect(new Set(keys).size).toBe(keys.length)
    expect(resultCodes).toHaveLength(90)
  })

  it('explains every row in full sentences and names a source', () => {
    for (const row of resultCodes) {
      expect(row.cause, row.code).toMatch(/^[^\s].{9,}\.$/)
      expect(row.remedy, row.code).toMatch(/^[^\s].{4,}[.]$/)
      expect(row.sources.length, row.code).toBeGreaterThan(0)
      for (const source of row.sources) expect(factSources).toHaveProperty([source])
    }
  })

  it('keeps the wording of the wire', () => {
    const stk = (code: string) => findResultCodes(code).find(({ apis }) => apis.includes('stk-callback'))?.description
    expect(stk('1')).toBe('The balance is insufficient for the transaction.')
    expect(stk('1032')).toBe('Request cancelled by user')
    expect(stk('1037')).toBe('DS timeout user cannot be reached.')
    expect(stk('20')).toBeNull()
  })
})

describe('findResultCodes', () => {
  it.each([
    ['1032', ['stk-callback', 'ratiba-callback']],
    [' sfc_ic0003 ', ['stk-callback', 'b2c-result']],
    ['4999', ['stk-query']],
    ['c2b00011', ['c2b-validation-reply']],
    ['ins-0', ['openapi-portal']],
  ])('finds every meaning of %s, STK first', (code, firstApis) => {
    expect(findResultCodes(code).map(({ apis }) => apis[0])).toEqual(firstApis)
  })

  it('tells a wrong PIN from wrong initiator credentials, both 2001', () => {
    expect(findResultCodes('2001').map(({ category }) => category)).toEqual(['payer', 'credential', 'ratiba'])
  })

  it('never calls a pending payment final', () => {
    expect(findResultCodes('4999').map(({ retry, category }) => [retry, category])).toEqual([['poll', 'pending']])
  })

  it.each(['', '10', '99999', 'constructor', '01032'])('knows nothing about %j', (code) => {
    expect(findResultCodes(code)).toEqual([])
  })
})
