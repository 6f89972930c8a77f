import type { Exercise, StepPlan } from './exercise.ts'

const paid: StepPlan = { callback: { kind: 'success' }, expect: 'paid' }
const firstPaid: StepPlan = { ...paid, setUp: true }

/**
 * Everything that happens to a callback in production, the most important first: with few orders the end of the list is
 * not played. Each row is played on an order of its own.
 */
export const exercises: readonly Exercise[] = [
  {
    name: 'success',
    title: 'A successful payment settles the order, with receipt and time',
    codes: [
      'handler/crashes',
      'handler/ignores-success',
      'handler/marks-success-failed',
      'handler/wrong-order',
      'handler/partial-write',
      'handler/wrong-time',
    ],
    order: 'fresh',
    steps: [paid],
    withoutDatabase: 'answer',
  },
  {
    name: 'failure',
    title: 'A failed payment ends the attempt',
    codes: ['handler/crashes', 'handler/ignores-failure', 'handler/marks-failure-paid', 'handler/wrong-order'],
    order: 'fresh',
    steps: [{ callback: { kind: 'failure', scenario: 'cancelled' }, expect: 'failed' }],
    withoutDatabase: 'answer',
  },
  {
    name: 'duplicate',
    title: 'The same callback again changes nothing',
    codes: ['handler/not-idempotent', 'handler/crashes'],
    order: 'fresh',
    steps: [firstPaid, { ...paid, expect: 'unchanged' }],
    withoutDatabase: 'not-played',
  },
  {
    name: 'underpaid',
    title: 'A payment of KES 1 does not settle an order of more',
    codes: ['handler/accepts-wrong-amount', 'handler/crashes'],
    order: 'fresh',
    steps: [{ callback: { kind: 'success', amount: 'too-low' }, expect: 'unchanged' }],
    withoutDatabase: 'not-played',
  },
  {
    name: 'late-success',
    title: 'A success that comes after a time-out still settles the order',
    codes: ['handler/late-success-lost', 'handler/crashes'],
    order: 'fresh',
    steps: [{ callback: { kind: 'failure', scenario: 'timeout' }, expect: 'failed', setUp: true }, paid],
    withoutDatabase: 'not-played',
  },
  {
    name: 'late-failure',
    title: 'A failure that comes after the success changes nothing',
    codes: ['handler/late-failure-wins', 'handler/crashes'],
    order: 'fresh',
    steps: [firstPaid, { callback: { kind: 'failure', scenario: 'timeout' }, expect: 'unchanged' }],
    withoutDatabase: 'not-played',
  },
  {
    name: 'duplicates-at-once',
    title: 'Ten identical callbacks at once count as one',
    codes: ['handler/concurrent-duplicates', 'handler/crashes'],
    order: 'fresh',
    steps: [{ ...paid, together: 10 }],
    withoutDatabase: 'not-played',
    // One after the other is the easier case: where that fails, this tells nothing new.
    after: ['success', 'duplicate'],
  },
  {
    name: 'reused-receipt',
    title: 'A receipt that has paid one order does not pay another',
    codes: ['handler/accepts-reused-receipt', 'handler/crashes'],
    order: 'two-fresh',
    steps: [firstPaid, { callback: { kind: 'success', receipt: 'first' }, expect: 'unchanged', order: 1 }],
    withoutDatabase: 'not-played',
  },
  {
    name: 'documented-form',
    title: 'The metadata may come without `Balance`',
    codes: ['handler/only-first-items'],
    order: 'fresh',
    steps: [
      {
        callback: { kind: 'success', items: ['Amount', 'MpesaReceiptNumber', 'TransactionDate', 'PhoneNumber'] },
        expect: 'paid',
      },
    ],
    withoutDatabase: 'answer',
  },
  {
    name: 'reordered-items',
    title: 'The metadata may come in another order',
    codes: ['handler/only-first-items'],
    order: 'fresh',
    steps: [
      {
        callback: {
          kind: 'success',
          items: ['Balance', 'PhoneNumber', 'TransactionDate', 'Amount', 'MpesaReceiptNumber'],
        },
        expect: 'paid',
      },
    ],
    withoutDatabase: 'answer',
  },
  {
    name: 'code-as-text',
    title: 'ResultCode may come as the text "0"',
    codes: ['handler/code-type'],
    order: 'fresh',
    steps: [{ callback: { kind: 'success', resultCode: '0' }, expect: 'paid' }],
    withoutDatabase: 'answer',
  },
  {
    name: 'code-with-letters',
    title: 'ResultCode may be alphanumeric (`SFC_IC0003`)',
    codes: ['handler/code-type'],
    order: 'fresh',
    steps: [{ callback: { kind: 'failure', scenario: 'operator' }, expect: 'failed' }],
    withoutDatabase: 'answer',
  },
  {
    name: 'masked-phone',
    title: 'The phone number may come masked',
    codes: ['handler/phone-format'],
    order: 'fresh',
    steps: [{ callback: { kind: 'success', phone: 'masked' }, expect: 'paid' }],
    withoutDatabase: 'answer',
  },
  {
    name: 'hashed-phone',
    title: 'The phone number may come as a hash',
    codes: ['handler/phone-format'],
    order: 'fresh',
    steps: [{ callback: { kind: 'success', phone: 'hashed' }, expect: 'paid' }],
    withoutDatabase: 'answer',
  },
  {
    name: 'c2b-and-stk',
    title: 'A payment that C2B and STK both report counts once',
    codes: ['c2b/double-notice', 'handler/crashes'],
    order: 'fresh',
    steps: [{ callback: { kind: 'c2b-confirmation' }, expect: 'paid' }, paid],
    withoutDatabase: 'not-played',
    after: ['success', 'duplicate'],
  },
  {
    name: 'race',
    title: 'A callback that comes before the order is stored is not lost',
    codes: ['handler/loses-race'],
    order: 'race',
    steps: [paid],
    withoutDatabase: 'not-played',
    after: ['success'],
  },
  {
    name: 'unknown-id',
    title: 'A callback with an unknown id leaves every order alone',
    codes: ['handler/wrong-order', 'handler/crashes'],
    order: 'bystander',
    steps: [{ callback: { kind: 'success', id: 'unknown' }, expect: 'unchanged' }],
    withoutDatabase: 'answer',
  },
  {
    name: 'malformed',
    title: 'Bodies that are no callback crash nothing',
    codes: ['handler/crashes', 'handler/wrong-order'],
    order: 'bystander',
    steps: [{ callback: { kind: 'malformed' }, expect: 'unchanged' }],
    withoutDatabase: 'answer',
  },
  {
    name: 'forged',
    title: 'Nobody can post a payment who only knows the address of the shop',
    codes: ['handler/accepts-anyone'],
    order: 'bystander',
    // Played only where the path holds a secret: without one the other exercises have shown it already.
    steps: [{ callback: { kind: 'success', path: 'guessed' }, expect: 'unchanged' }],
    withoutDatabase: 'not-played',
  },
  {
    name: 'prompt',
    title: 'Every callback is answered in time',
    codes: ['handler/slow'],
    order: 'none',
    steps: [],
    withoutDatabase: 'answer',
  },
]
