import { describe, expect, it } from 'vitest'
import { commandOf } from '../../src/web/inspector/keys.ts'
import { readPlace, writePlace } from '../../src/web/inspector/location.ts'
import { readSetLines } from '../../src/web/inspector/set-lines.ts'
import { buildTimeline, partnerOf } from '../../src/web/inspector/timeline.ts'
import {
  byteCount,
  calendarDay,
  clockTime,
  duration,
  fullTime,
  relativeTime,
  sameDay,
  shillings,
} from '../../src/web/shared/format.ts'
import { describeResult, describeStatus } from '../../src/web/shared/result-words.ts'
import { retryDelay } from '../../src/web/shared/retry-delay.ts'
import { summary } from '../helpers/inspector-summary.ts'

describe('times', () => {
  it('are those of Nairobi, wherever the reader is', () => {
    expect(clockTime('2026-11-23T20:01:12.900Z')).toBe('23:01:12')
    expect(fullTime('2026-11-23T21:30:00.000Z')).toBe('24 Nov 2026, 00:30:00 EAT')
    expect(calendarDay('2026-12-31T21:00:00Z')).toBe('1 Jan')
    expect(sameDay('2026-11-23T20:59:00Z', new Date('2026-11-23T21:01:00Z'))).toBe(false)
    expect(clockTime('<b>')).toBe('--:--:--')
  })

  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [1000, '1 s'],
    [9140, '9.1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [90_000_000, '1 d 1 h'],
    [-5, '0 ms'],
  ])('%d ms are %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  it.each([
    ['2026-11-23T20:00:58Z', 'just now'],
    ['2026-11-23T20:01:03Z', 'just now'],
    ['2026-11-23T20:00:30Z', '30 s ago'],
    ['2026-11-23T19:57:00Z', '4 min ago'],
    ['2026-11-23T20:05:00Z', 'in the future: a clock is wrong'],
    ['nonsense', 'at an unknown time'],
  ])('%s is %s', (iso, text) => {
    expect(relativeTime(iso, new Date('2026-11-23T20:01:00Z'))).toBe(text)
  })
})

describe('amounts and sizes', () => {
  it.each([
    ['1500', 'KES 1,500'],
    ['1234567.50', 'KES 1,234,567.50'],
    ['75.00', 'KES 75'],
    ['-20', 'KES -20'],
    ['1e9', 'KES 1e9'],
    ['\u202e00', 'KES \\u202e00'],
  ])('%j is %s', (amount, text) => {
    expect(shillings(amount)).toBe(text)
  })

  it('counts bytes', () => {
    expect([0, 999, 1400, 52_000_000].map(byteCount)).toEqual(['0 B', '999 B', '1.4 kB', '52.0 MB'])
  })
})

describe('results in a word', () => {
  it.each([
    ['stk', '0', 'Paid', 'good'],
    ['stk', '1032', 'Cancelled', 'bad'],
    ['stk', '77', 'Failed', 'bad'],
    ['stk', '4999', 'Still processing', 'neutral'],
    ['b2c-result', '0', 'Done', 'good'],
    ['b2c-result', '1', 'Failed', 'bad'],
    ['c2b-confirmation', null, 'Paid', 'good'],
    ['c2b-validation', null, 'Asks to accept', 'neutral'],
    ['timeout', '1', 'Timed out', 'bad'],
    ['unknown', null, 'Not recognised', 'neutral'],
  ])('%s %s: %s', (kind, resultCode, word, mood) => {
    expect(describeResult({ kind, resultCode })).toEqual({ word, code: resultCode, mood })
  })

  it('say who answered', () => {
    expect(describeStatus(null)).toBe('no answer yet')
    expect(describeStatus({ status: 503, ms: 1, reason: 'app-down' })).toBe('503 app down')
    expect(describeStatus({ status: 502, ms: 1, reason: 'app-invalid' })).toBe('502 no HTTP')
    expect(describeStatus({ status: 400, ms: 1, reason: 'sender-broke-off' })).toBe('400 sender broke off')
    expect(describeStatus({ status: 200, ms: 1, reason: null })).toBe('200')
  })
})

describe('the timeline of a payment', () => {
  const at = (number: number, second: number, traits = {}) =>
    summary({ number, messageId: 'a', receivedAt: `2026-11-23T20:00:${second}.000Z`, ...traits })
  const events = [
    at(3, 50, { resultCode: '1032' }),
    at(1, 10, {}),
    at(2, 14, { from: null, peer: '::ffff:127.0.0.1' }),
    at(4, 55, { resultCode: '1032' }),
  ]

  it('tells the first, repetitions and what contradicts, with the gaps between', () => {
    const timeline = buildTimeline(events).map(({ event, role, fromHere, gapMs }) => [
      event.number,
      role,
      fromHere,
      gapMs,
    ])
    expect(timeline).toEqual([
      [1, 'first', false, null],
      [2, 'again', true, 4000],
      [3, 'different', false, 36_000],
      [4, 'again', false, 5000],
    ])
  })

  it('compares with the delivery before, else with the one after', () => {
    const ordered = events.toSorted((a, b) => a.number - b.number)
    expect(ordered.map((event) => partnerOf(event, ordered))).toEqual([2, 1, 2, 3])
    expect(partnerOf(summary({ number: 9 }), [])).toBeNull()
  })
})

describe('keys', () => {
  const stroke = (key: string, held = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })
  it.each([
    ['j', 'page', 'next'],
    ['ArrowUp', 'page', 'previous'],
    ['Enter', 'page', 'open'],
    ['Enter', 'control', undefined],
    ['ArrowDown', 'control', undefined],
    ['d', 'control', 'compare'],
    ['r', 'text', undefined],
    ['?', 'text', undefined],
    ['Escape', 'text', 'close'],
    ['Escape', 'dialog', undefined],
    ['r', 'dialog', undefined],
    ['x', 'page', undefined],
  ] as const)('%s in %s: %s', (key, focus, command) => {
    expect(commandOf(stroke(key), focus)).toBe(command)
  })

  it('leave the ones of the browser alone', () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
      expect(commandOf(stroke('r', held), 'page')).toBeUndefined()
  })
})

describe('the address', () => {
  it.each([
    { filter: 'kind:stk "a b" #', event: 12, view: 'compare', other: 11 },
    { filter: '', event: 3, view: 'timeline', other: null },
    { filter: 'x', event: null, view: 'event', other: null },
  ] as const)('keeps %j', (place) => {
    expect(readPlace(writePlace(place))).toEqual(place)
  })

  it.each(['', '#', '#event=-1&view=evil', '#event=1e5', '#event=99999999999999999999'])(
    'makes nothing of %s',
    (hash) => {
      expect(readPlace(hash)).toEqual({ filter: '', event: null, view: 'event', other: null })
    },
  )
})

describe('fields to change', () => {
  it('are lines of path=value', () => {
    expect(readSetLines(' a.b=1\n\nc= x=y ')).toEqual({ ok: true, set: ['a.b=1', 'c= x=y'] })
    expect(readSetLines('')).toEqual({ ok: true, set: [] })
    expect(readSetLines('a=1\nnonsense')).toEqual({ ok: false, line: 2 })
    expect(readSetLines('=1')).toEqual({ ok: false, line: 1 })
  })
})

it('waits longer after each failure, but not for ever', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map(retryDelay)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000])
})
