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

/** What can be sent: all that say of themselves what they are about. */
export type SimulatedKind = Exclude<CallbackKind, 'result' | 'unknown'>

export const simulatedKinds: readonly SimulatedKind[] = callbackKinds.filter(
  (kind): kind is SimulatedKind => kind !== 'result' && kind !== 'unknown',
)

/** Every API of results has a URL for time-outs; what comes there is the same. */
export const timeoutKinds = [
  'b2c-timeout',
  'b2b-timeout',
  'tax-timeout',
  'reversal-timeout',
  'status-timeout',
  'balance-timeout',
] as const

/** The kind of a name as one types it: `b2c-timeout` is a `timeout`, `c2b` a confirmation. Undefined if it is none. */
export function findSimulatedKind(name: string): SimulatedKind | undefined {
  const wanted = name.trim().toLowerCase()
  if (timeoutKinds.some((kind) => kind === wanted)) return 'timeout'
  const short: Readonly<Record<string, SimulatedKind>> = {
    c2b: 'c2b-confirmation',
    confirmation: 'c2b-confirmation',
    validation: 'c2b-validation',
  }
  return simulatedKinds.find((kind) => kind === wanted || kind === `${wanted}-result`) ?? short[wanted]
}
