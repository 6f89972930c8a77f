import type { ScenarioInForm } from './scenario.ts'

/** How names, phone and amount are written, which changed with time and with the version of the registered URLs. */
export type C2bForm =
  | 'v2'
  | 'v1'
  | 'v1-masked'
  | '2021'
  | 'till'
  | 'till-v2'
  | 'validation-v2'
  | 'validation-v1'
  | 'validation-till'

/** A confirmation is sent for completed payments only, so there is no failure. */
export const c2bConfirmationScenarios = [
  {
    name: 'paybill',
    aliases: ['v2', 'success', 'paid'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'URLs registered with v2: masked phone, all three names',
    grade: 'documented',
    source: 'c2b-page',
    form: 'v2',
  },
  {
    name: 'paybill-v1',
    aliases: ['v1', 'hashed'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'URLs registered with v1: the phone is a SHA-256, FirstName alone',
    grade: 'composed',
    source: 'c2b-page',
    form: 'v1',
  },
  {
    name: 'paybill-v1-masked',
    aliases: ['v1-masked'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'as the page of v1 prints it: whole amount, no balance',
    grade: 'documented',
    source: 'c2b-register-page',
    form: 'v1-masked',
  },
  {
    name: 'paybill-2021',
    aliases: ['plain', 'legacy'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'before phones were hidden: plain phone, null in place of empty texts',
    grade: 'captured',
    source: 'captured-2021-c2b',
    form: '2021',
  },
  {
    name: 'till',
    aliases: ['buy-goods'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'a till: no account number, the hash of the phone is masked',
    grade: 'captured',
    source: 'captured-2024-c2b',
    form: 'till',
  },
  {
    name: 'till-v2',
    aliases: [],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'a till with URLs of v2: no account number, masked phone',
    grade: 'composed',
    source: 'c2b-page',
    form: 'till-v2',
  },
] as const satisfies readonly ScenarioInForm<C2bForm>[]

/** Asked before the money moves; the answer decides. */
export const c2bValidationScenarios = [
  {
    name: 'paybill',
    aliases: ['v2', 'success'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'URLs registered with v2: masked phone, no balance, no type',
    grade: 'captured',
    source: 'captured-2023-c2b',
    form: 'validation-v2',
  },
  {
    name: 'paybill-v1',
    aliases: ['v1', 'hashed'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'URLs registered with v1: the phone is a SHA-256',
    grade: 'composed',
    source: 'c2b-register-page',
    form: 'validation-v1',
  },
  {
    name: 'till',
    aliases: ['buy-goods'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'a till: no account number',
    grade: 'composed',
    source: 'c2b-page',
    form: 'validation-till',
  },
] as const satisfies readonly ScenarioInForm<C2bForm>[]
