import type { Explanation } from '../../core/verdict.ts'

/**
 * What faults of the database and the handler account for. Stuck orders need no row here for what lies on the way: they
 * are a warning, and any error goes before it; an unrelated warning must not hide them.
 */
export const databaseExplanations: readonly Explanation[] = [
  // A callback that the route refuses cannot change an order.
  { cause: 'app/*', explains: ['handler/ignores-success', 'handler/ignores-failure'] },
  ...['db/unreachable', 'db/auth-failed', 'db/no-database', 'db/table-not-found'].map((cause) => ({
    cause,
    explains: ['handler/*', 'app/server-error'],
  })),
  {
    cause: 'db/id-truncated',
    explains: [
      'db/id-not-stored',
      'handler/ignores-success',
      'handler/ignores-failure',
      'db/stuck-pending',
      'db/order-not-found',
    ],
  },
  {
    cause: 'db/id-not-stored',
    explains: ['handler/ignores-success', 'handler/ignores-failure', 'db/stuck-pending', 'db/order-not-found'],
  },
  { cause: 'db/tables-disagree', explains: ['db/stuck-pending'] },
  { cause: 'handler/partial-write', explains: ['db/tables-disagree', 'db/paid-without-receipt'] },
]
