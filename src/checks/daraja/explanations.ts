import type { Explanation } from '../../core/verdict.ts'

const refusals = [
  'daraja/bad-credentials',
  'daraja/environment-swapped',
  'daraja/product-missing',
  'daraja/wrong-passkey',
  'daraja/unknown-shortcode',
]

/** A value that is not what Safaricom gave out is refused there. */
export const darajaExplanations: readonly Explanation[] = [
  { cause: 'env/*', explains: refusals },
  { cause: 'credentials/*', explains: refusals },
  // Another environment knows neither the shortcode nor the payment.
  ...refusals.map((cause) => ({ cause, explains: ['payment/unknown-to-daraja'] })),
]
