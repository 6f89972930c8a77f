import type { Explanation } from '../../core/verdict.ts'

/** What is left behind by a callback that was lost on its way, and by one that came and changed nothing. */
const unrecorded = ['payment/paid-not-recorded', 'payment/failed-not-recorded']
const lost = [...unrecorded, 'payment/callback-never-arrived']
const wasted = [...unrecorded, 'payment/callback-rejected', 'payment/callback-not-applied']

/** One payment is where a fault shows that was found on the way of its callback. */
export const paymentExplanations: readonly Explanation[] = [
  ...['env/stale-copy', 'url/*', 'dns/*', 'tcp/*', 'tls/*', 'tunnel/*', 'edge/*', 'app/*'].map((cause) => ({
    cause,
    explains: lost,
  })),
  // A tunnel without its app, or a proxy before it, answers in the app's place.
  ...['tunnel/app-down', 'edge/*', 'app/*', 'handler/*', 'db/*'].map((cause) => ({ cause, explains: wasted })),
]
