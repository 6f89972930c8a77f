import type { Scenario } from './scenarios/scenario.ts'

/**
 * How the body is written. `today`: five items, `Balance` without a value, whole amounts. `2020`: amounts with cents.
 * `documented`: four items, no `Balance`, amounts with cents. `ethiopia`: wrapped in `Envelope`, metadata on a failure.
 */
export type StkForm = 'today' | '2020' | 'documented' | 'ethiopia'

/** An STK callback that Safaricom is known to send. */
export interface StkScenario extends Scenario {
  /** With the JSON type that it has on the wire. */
  readonly resultCode: number | string
  readonly form?: StkForm
  /** Sent in another country, so no part of "all". */
  readonly isForeign?: true
}

export const stkScenarios = [
  {
    name: 'success',
    aliases: ['paid', 'ok'],
    outcome: 'success',
    resultCode: 0,
    resultDesc: 'The service request is processed successfully.',
    grade: 'captured',
    source: 'captured-2026',
  },
  {
    name: 'success-2020',
    aliases: ['cents'],
    outcome: 'success',
    resultCode: 0,
    resultDesc: 'The service request is processed successfully.',
    grade: 'captured',
    source: 'captured-2020',
    form: '2020',
  },
  {
    name: 'success-documented',
    aliases: ['without-balance', 'documented'],
    outcome: 'success',
    resultCode: 0,
    resultDesc: 'The service request is processed successfully.',
    grade: 'documented',
    source: 'express-page',
    form: 'documented',
  },
  {
    name: 'cancelled',
    aliases: ['canceled', 'cancel'],
    outcome: 'failure',
    resultCode: 1032,
    resultDesc: 'Request cancelled by user',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'cancelled-production',
    aliases: [],
    outcome: 'failure',
    resultCode: 1032,
    resultDesc: 'Request Cancelled by user.',
    grade: 'captured',
    source: 'kepas-evidence',
  },
  {
    name: 'timeout',
    aliases: ['unreachable', 'ds-timeout'],
    outcome: 'failure',
    resultCode: 1037,
    resultDesc: 'DS timeout user cannot be reached',
    grade: 'captured',
    source: 'public-report',
  },
  {
    name: 'no-answer',
    aliases: ['no-response', 'sandbox'],
    outcome: 'failure',
    resultCode: 1037,
    resultDesc: 'No response from user.',
    grade: 'captured',
    source: 'nkap-runs',
  },
  {
    name: 'insufficient',
    aliases: ['insufficient-funds', 'insufficient-balance'],
    outcome: 'failure',
    resultCode: 1,
    resultDesc: 'The balance is insufficient for the transaction.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'wrong-pin',
    aliases: ['pin'],
    outcome: 'failure',
    resultCode: 2001,
    resultDesc: 'The initiator information is invalid.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'wrong-pin-2019',
    aliases: ['prefix'],
    outcome: 'failure',
    resultCode: 2001,
    resultDesc: '[MpesaCB - ]The initiator information is invalid.',
    grade: 'captured',
    source: 'django-daraja',
  },
  {
    name: 'expired',
    aliases: [],
    outcome: 'failure',
    resultCode: 1019,
    resultDesc: 'Transaction has expired',
    grade: 'captured',
    source: 'php-sdk-51',
  },
  {
    name: 'busy',
    aliases: ['subscriber-locked'],
    outcome: 'failure',
    resultCode: 1001,
    resultDesc: 'Unable to lock subscriber, a transaction is already in process for the current subscriber',
    grade: 'composed',
    source: 'community-tables',
  },
  {
    name: 'below-minimum',
    aliases: ['limit-minimum'],
    outcome: 'failure',
    resultCode: 2,
    resultDesc: 'Declined due to limit rule.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'above-maximum',
    aliases: ['limit-maximum'],
    outcome: 'failure',
    resultCode: 3,
    resultDesc: 'Declined due to limit rule: greater than the maximum transaction amount.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'daily-limit',
    aliases: ['limit-daily'],
    outcome: 'failure',
    resultCode: 4,
    resultDesc: 'Declined due to limit rule: would exceed daily transfer limit.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'maximum-balance',
    aliases: ['limit-balance'],
    outcome: 'failure',
    resultCode: 8,
    resultDesc: 'Declined due to limit rule: would exceed the maximum balance.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'inactive-account',
    aliases: ['invalid-state'],
    outcome: 'failure',
    resultCode: 11,
    resultDesc: 'The DebitParty is in an invalid state.',
    grade: 'composed',
    source: 'b2c-page',
  },
  {
    name: 'rule-limited',
    aliases: ['too-soon'],
    outcome: 'failure',
    resultCode: 17,
    resultDesc: 'Rule limited.',
    grade: 'captured',
    source: 'captured-2021',
  },
  {
    name: 'unresolved-initiator',
    aliases: [],
    outcome: 'failure',
    resultCode: 20,
    // No STK text was published; this is the text of the result APIs.
    resultDesc: 'Unresolved Initiator',
    grade: 'composed',
    source: 'community-tables',
  },
  {
    name: 'system-busy',
    aliases: ['overload'],
    outcome: 'failure',
    resultCode: 26,
    resultDesc: 'System busy / traffic blocking condition in place',
    grade: 'composed',
    source: 'community-tables',
  },
  {
    name: 'push-failed',
    aliases: ['prompt-too-long'],
    outcome: 'failure',
    resultCode: 1025,
    resultDesc: 'An error occurred while sending a push request.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'push-error',
    aliases: ['system'],
    outcome: 'failure',
    resultCode: 9999,
    resultDesc: 'An error occurred while sending a push request.',
    grade: 'composed',
    source: 'community-tables',
  },
  {
    name: 'sms-timeout',
    aliases: ['smsc-timeout'],
    outcome: 'failure',
    resultCode: 1036,
    // The prefix of the capture was not seen after 2019.
    resultDesc: 'SMSC ACK timeout.',
    grade: 'composed',
    source: 'django-daraja',
  },
  {
    name: 'sms-timeout-2019',
    aliases: [],
    outcome: 'failure',
    resultCode: 1036,
    resultDesc: '[STK_CB - ]SMSC ACK timeout.',
    grade: 'captured',
    source: 'django-daraja',
  },
  {
    name: 'product',
    aliases: ['product-assignment'],
    outcome: 'failure',
    resultCode: 2028,
    resultDesc: 'The request is not permitted according to product assignment.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'locked',
    aliases: ['pin-locked'],
    outcome: 'failure',
    resultCode: 8006,
    resultDesc: 'The security credential is locked.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'operator',
    aliases: ['unknown-operator'],
    outcome: 'failure',
    resultCode: 'SFC_IC0003',
    resultDesc: 'The operator does not exist.',
    grade: 'documented',
    source: 'express-page',
  },
  {
    name: 'ethiopia',
    aliases: ['envelope'],
    outcome: 'failure',
    resultCode: 3002,
    resultDesc: 'No response from user.',
    grade: 'captured',
    source: 'captured-ethiopia',
    form: 'ethiopia',
    isForeign: true,
  },
] as const satisfies readonly StkScenario[]

export type StkScenarioName = (typeof stkScenarios)[number]['name']

export const stkScenarioNames: readonly StkScenarioName[] = stkScenarios.map(({ name }) => name)

/** The scenario of a name, an alias or a result code, in any letter case; the first row where a code has several. */
export function findScenario(nameOrCode: string): (StkScenario & { readonly name: StkScenarioName }) | undefined {
  const wanted = nameOrCode.trim().toLowerCase()
  return stkScenarios.find(
    ({ name, aliases, resultCode }) =>
      name === wanted ||
      aliases.some((alias: string) => alias === wanted) ||
      String(resultCode).toLowerCase() === wanted,
  )
}
