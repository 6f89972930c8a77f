import { toTimestamp } from '../../src/daraja/nairobi-time.ts'
import type { InboxEvent } from '../../src/inbox/event.ts'
import { c2bBody, type EventTraits, inventEvent } from './inspector-events.ts'

/** 23:06 in Nairobi on the day of the invented evening. */
export const eveningEnd = new Date('2026-11-23T20:06:00.000Z')

const failures: readonly (readonly [code: number, description: string])[] = [
  [1032, 'Request cancelled by user.'],
  [1037, 'DS timeout user cannot be reached'],
  [1, 'The balance is insufficient for the transaction.'],
  [2001, 'The initiator information is invalid.'],
]

/** The payment that got lost: its first callback met a crash, the second one came too slowly to be acknowledged. */
export const lostPayment = 'ws_CO_23112026230049217708374149'

/** An evening at an invented shop, the oldest first: mostly well, then a deploy that goes wrong. */
export function inventEvening(): readonly InboxEvent[] {
  const at = (minutes: number, seconds: number) => new Date(eveningEnd.getTime() - minutes * 60_000 - seconds * 1000)
  const ordinary = Array.from({ length: 14 }, (_, index): Omit<EventTraits, 'number'> => {
    const time = at(64 - index * 4, (index * 17) % 50)
    const failure = index % 4 === 2 ? failures[(index >> 2) % failures.length] : undefined
    return {
      at: time,
      payment: checkoutId(time, index),
      amount: [1500, 250, 12_400, 890, 3200, 75][index % 6] ?? 100,
      ms: 24 + ((index * 37) % 90),
      ...(failure === undefined ? {} : { code: failure[0], description: failure[1] }),
    }
  })
  const crash = '{"error":"Cannot read properties of undefined (reading \'Item\')"}'
  const late: readonly Omit<EventTraits, 'number'>[] = [
    { at: at(7, 20), body: c2bBody('UKN8Q2M4XT', '2300.00', 'INV-2041'), target: '/api/mpesa/confirmation', ms: 51 },
    {
      at: at(6, 41),
      payment: checkoutId(at(6, 41), 31),
      amount: 640,
      answer: { kind: 'no-answer', status: 503, reason: 'app-down', ms: 3 },
    },
    {
      at: at(4, 48),
      payment: lostPayment,
      amount: 4850,
      receipt: 'UKN7R5KD2P',
      paidAt: at(4, 52),
      status: 500,
      reply: crash,
      ms: 112,
    },
    {
      at: at(3, 30),
      payment: checkoutId(at(3, 30), 33),
      code: 1032,
      description: 'Request cancelled by user.',
      status: 500,
      reply: crash,
      ms: 96,
    },
    { at: at(2, 2), payment: checkoutId(at(2, 2), 34), amount: 1200, ms: 44 },
    { at: at(1, 18), payment: lostPayment, amount: 4850, receipt: 'UKN7R5KD2P', paidAt: at(4, 52), ms: 9140 },
    { at: at(0, 26), payment: checkoutId(at(0, 26), 36), amount: 300, ms: 41 },
  ]
  return [...ordinary, ...late].map((traits, index) => inventEvent({ ...traits, number: index + 1 }))
}

/** Of a push that was sent a quarter of a minute before. */
function checkoutId(time: Date, index: number): string {
  const sent = toTimestamp(new Date(time.getTime() - 14_000))
  const date = `${sent.slice(6, 8)}${sent.slice(4, 6)}${sent.slice(0, 4)}`
  return `ws_CO_${date}${sent.slice(8)}${100 + ((index * 211) % 900)}708374149`
}
