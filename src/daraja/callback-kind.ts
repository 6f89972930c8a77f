/** What a callback can be about. */
export const callbackKinds = [
  'stk',
  // Validation and confirmation have the same keys; only the balance tells them apart.
  'c2b-validation',
  'c2b-confirmation',
  'b2c-result',
  'b2b-result',
  'tax-result',
  'reversal-result',
  'status-result',
  'balance-result',
  // A result that does not say of what: failures carry no parameters.
  'result',
  // The queue of an API gave up. No sample of it was ever published; the shape is taken from a community test.
  'timeout',
  'ratiba',
  'b2b-express',
  'bill-manager',
  'unknown',
] as const

export type CallbackKind = (typeof callbackKinds)[number]
