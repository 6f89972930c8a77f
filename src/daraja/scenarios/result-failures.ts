import { resultApiCodes } from '../result-api-codes.ts'
import type { ResultCode, ResultCodeApi } from '../result-code.ts'
import type { ScenarioGrade, ScenarioInForm } from './scenario.ts'

/** What people call the codes of the result APIs; the same in all of them. */
const names: Readonly<Record<string, readonly [name: string, ...aliases: string[]]>> = {
  '1': ['insufficient', 'insufficient-funds'],
  '2': ['below-minimum', 'limit-minimum'],
  '3': ['above-maximum', 'limit-maximum'],
  '4': ['daily-limit', 'limit-daily'],
  '8': ['maximum-balance', 'limit-balance'],
  '11': ['inactive-account', 'invalid-state'],
  '15': ['duplicate'],
  '17': ['internal-error', 'internal-failure'],
  '18': ['credential-check'],
  '19': ['out-of-sequence'],
  '20': ['unresolved-initiator'],
  '21': ['not-allowed', 'initiator-not-allowed'],
  '22': ['receiver-permission'],
  '24': ['missing-fields'],
  '25': ['invalid-parameters'],
  '26': ['system-busy', 'overload'],
  '29': ['invalid-command'],
  '2001': ['wrong-credential', 'wrong-initiator'],
  '2006': ['account-status'],
  '2028': ['product', 'product-assignment'],
  '2040': ['unregistered', 'customer-type'],
  '8006': ['locked', 'credential-locked'],
  SFC_IC0003: ['operator', 'unknown-operator'],
  R000001: ['already-reversed'],
  R000002: ['invalid-transaction'],
  TP40153: ['no-permission'],
}

/** The wording that was seen on the wire, where the page has another one. */
const seenTexts: Readonly<Record<string, string>> = {
  '2': 'Declined due to limit rule: less than the minimum transaction amount.',
  '17': 'System internal error.',
  '25': 'The format of parameter null is invalid.',
  R000001: 'The transaction has already been reversed.',
  // The text of this one was never published.
  TP40153: 'The operator does not have permission.',
}

/** Grades of single captures, by code. */
export type Captures = Readonly<
  Record<string, { readonly grade: ScenarioGrade; readonly source: ResultCode['sources'][number] }>
>

/** Every failure of one result API, in the order of the codes; a code of letters is a string on the wire. */
export function resultFailures<const Form extends string>(
  api: ResultCodeApi,
  form: Form,
  captures: Captures = {},
): readonly ScenarioInForm<Form>[] {
  return resultApiCodes
    .filter(({ apis, code }) => code !== '0' && (apis as readonly ResultCodeApi[]).includes(api))
    .map((row: ResultCode) => {
      const [name = row.code.toLowerCase(), ...aliases] = names[row.code] ?? []
      return {
        name,
        aliases,
        outcome: 'failure',
        resultCode: /^\d+$/.test(row.code) ? Number(row.code) : row.code,
        resultDesc: seenTexts[row.code] ?? row.description ?? '',
        grade: 'composed',
        source: row.sources[0] ?? 'balance-page',
        ...captures[row.code],
        form,
      }
    })
}
