import { describe, expect, it } from 'vitest'
import type { EventSummary } from '../../src/inbox/inspector-api.ts'
import { matchesFilter, parseFilter, toggleWord } from '../../src/web/inspector/filter.ts'
import { summary } from '../helpers/inspector-summary.ts'

const paid = summary({ number: 1, messageId: 'ws_CO_1', amount: '1500', receipt: 'UKN7R5KD2P' })
const cancelled = summary({
  number: 2,
  resultCode: '1032',
  resultDesc: 'Request cancelled by user.',
  answer: { status: 503, ms: 2, reason: 'app-down' },
})
const c2b = summary({ number: 3, kind: 'c2b-confirmation', resultCode: null, account: 'INV-7', answer: null })
const slow = summary({
  number: 4,
  findings: [{ code: 'app/slow-ack', severity: 'error', message: 'slow' }],
  answer: { status: 500, ms: 9000, reason: null },
})
const all: readonly EventSummary[] = [paid, cancelled, c2b, slow]

describe('the filter box', () => {
  it.each([
    ['', [1, 2, 3, 4]],
    ['   ', [1, 2, 3, 4]],
    ['kind:stk', [1, 2, 4]],
    ['KIND:STK', [1, 2, 4]],
    ['kind:c2b', [3]],
    ['-kind:stk', [3]],
    ['status:200', [1]],
    ['status:5xx', [2, 4]],
    ['status:none', [2, 3]],
    ['code:1032', [2]],
    ['code:103', []],
    ['id:ws_co_1', [1]],
    ['id:inv', [3]],
    ['unanswered', [2, 3]],
    ['is:unanswered', [2, 3]],
    ['-unanswered', [1, 4]],
    ['warned', [4]],
    ['"cancelled by user"', [2]],
    ['"cancelled by', [2]],
    ['slow-ack', [4]],
    ['UKN7R5KD2P', [1]],
    ['kind:stk status:5xx -code:1032', [4]],
    ['id:', [1, 2, 3, 4]],
    ['nonsense:field', []],
    ['(.*', []],
  ])('%s', (text, numbers) => {
    const filter = parseFilter(text)
    expect(all.filter((event) => matchesFilter(event, filter)).map(({ number }) => number)).toEqual(numbers)
  })

  it.each(['ws_CO_061020261419531708374149', '708374149', '0708374149', '254708374149', 'id:708374149'])(
    'finds what is masked: %s',
    (text) => {
      const masked = summary({ number: 5, messageId: 'ws_CO_061020261419531708***149' })
      const other = summary({ number: 6, messageId: 'ws_CO_061020261419531711***148' })
      const filter = parseFilter(text)
      expect([masked, other].map((event) => matchesFilter(event, filter))).toEqual([true, false])
      expect(matchesFilter(masked, parseFilter(`-${text}`))).toBe(false)
    },
  )

  it('takes a word in and out', () => {
    expect(toggleWord('code:0', 'unanswered')).toBe('code:0 unanswered')
    expect(toggleWord('code:0  unanswered ', 'unanswered')).toBe('code:0')
  })
})
