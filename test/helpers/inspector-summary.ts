import type { EventSummary } from '../../src/inbox/inspector-api.ts'

/** A paid STK callback that the app acknowledged, but for what is said. */
export function summary(traits: Partial<EventSummary> & { readonly number: number }): EventSummary {
  return {
    id: `20261123-200112-000-${traits.number}`,
    receivedAt: '2026-11-23T20:01:12.000Z',
    method: 'POST',
    target: '/api/mpesa/callback',
    kind: 'stk',
    resultCode: '0',
    resultDesc: 'The service request is processed successfully.',
    amount: null,
    messageId: null,
    receipt: null,
    account: null,
    peer: '127.0.0.1',
    from: '196.201.214.200',
    fromSafaricom: true,
    answer: { status: 200, ms: 38, reason: null },
    findings: [],
    ...traits,
  }
}
