import { describe, expect, it } from 'vitest'
import { stkScenarios } from '../../../src/daraja/stk-scenarios.ts'
import { createOutcomes, outcomeOfPhone } from '../../../src/sandbox/outcomes/outcomes.ts'
import { parseOutcome, parseRule, RuleError } from '../../../src/sandbox/outcomes/parse-rule.ts'

describe('a rule', () => {
  it.each([
    ['success', { match: {}, outcome: 'success' }],
    ['1032', { match: {}, outcome: 'cancelled' }],
    ['sfc_ic0003', { match: {}, outcome: 'operator' }],
    [' ASK ', { match: {}, outcome: 'ask' }],
    ['phone=001:cancelled', { match: { phone: '001' }, outcome: 'cancelled' }],
    ['amount=13:insufficient@2s', { match: { amount: 13 }, outcome: 'insufficient', afterMs: 2_000 }],
    ['account=X , shortcode=600000:ask*3', { match: { account: 'X', shortcode: '600000' }, outcome: 'ask', times: 3 }],
    ['timeout@500ms*1', { match: {}, outcome: 'timeout', afterMs: 500, times: 1 }],
    ['kind=b2c-result:2001', { match: { kind: 'b2c-result' } }],
  ])('%s is read', (text, rule) => {
    expect(parseRule(text)).toMatchObject(rule)
  })

  it.each([
    '',
    ':',
    'phone=001',
    'phone=x:cancelled',
    'amount=-1:cancelled',
    'size=3:cancelled',
    'cancelled@soon',
    'cancelled*0',
    'cancelled*1.5',
    '77777',
  ])('%j is refused', (text) => {
    expect(() => parseRule(text)).toThrow(RuleError)
  })

  it('that is mistyped names what was meant', () => {
    expect(() => parseRule('cancled')).toThrow('`cancelled`')
  })

  it('takes every name that a callback of this country has', () => {
    for (const scenario of stkScenarios) expect(parseOutcome(scenario.name)).toBe(scenario.name)
  })
})

describe('outcomes', () => {
  const question = { phone: '254708374149', amount: 13, account: 'A', shortcode: '174379' }

  it('are those of the first rule that matches and is not used up', () => {
    const outcomes = createOutcomes(['phone=149:cancelled*1', 'amount=13:insufficient@2s'].map(parseRule), 'success')
    const seen = [question, question, { ...question, amount: 14 }].map(outcomes.decide)
    expect(seen).toEqual([
      { outcome: 'cancelled', afterMs: null },
      { outcome: 'insufficient', afterMs: 2_000 },
      { outcome: 'success', afterMs: null },
    ])
    outcomes.add(parseRule('account=A:ask'))
    expect(outcomes.decide(question).outcome).toBe('ask')
    outcomes.clear()
    expect([outcomes.decide(question).outcome, outcomes.list()]).toEqual(['success', []])
  })

  it.each([
    ['254700001032', 'cancelled'],
    ['254700000001', 'insufficient'],
    ['254700001037', 'timeout'],
    ['254700000000', undefined],
    ['254700012345', undefined],
    ['254708374149', undefined],
  ])('of %s by its digits: %s', (phone, outcome) => {
    expect(outcomeOfPhone(phone)).toBe(outcome)
  })
})
