import { resultFailures } from './result-failures.ts'
import type { Scenario, ScenarioInForm } from './scenario.ts'

const succeeded = {
  outcome: 'success',
  resultCode: 0,
  resultDesc: 'The service request is processed successfully.',
} as const
/** Three pages print codes as strings, and the text without its full stop. */
const succeededInText = {
  outcome: 'success',
  resultCode: '0',
  resultDesc: 'The service request is processed successfully',
} as const
const wrongCredential = {
  outcome: 'failure',
  resultCode: 2001,
  resultDesc: 'The initiator information is invalid.',
} as const satisfies Pick<Scenario, 'outcome' | 'resultCode' | 'resultDesc'>

export type B2cForm = 'production' | 'documented' | 'failed'

export const b2cScenarios: readonly ScenarioInForm<B2cForm>[] = [
  {
    name: 'success',
    aliases: ['paid', 'ok', 'production'],
    ...succeeded,
    grade: 'captured',
    source: 'captured-2024-b2c',
    form: 'production',
  },
  {
    name: 'success-documented',
    aliases: ['documented'],
    ...succeeded,
    grade: 'documented',
    source: 'b2c-page',
    form: 'documented',
  },
  ...resultFailures('b2c-result', 'failed', {
    '1': { grade: 'captured', source: 'captured-2021-b2c' },
    '2001': { grade: 'captured', source: 'captured-2024-b2c' },
  }),
]

export type B2bForm = 'captured' | 'documented' | 'failed' | 'single-object' | 'top-up'

export const b2bScenarios: readonly ScenarioInForm<B2bForm>[] = [
  {
    name: 'success',
    aliases: ['paid', 'ok'],
    ...succeeded,
    grade: 'captured',
    source: 'payments-api-tests',
    form: 'captured',
  },
  {
    name: 'success-documented',
    aliases: ['documented'],
    ...succeededInText,
    grade: 'documented',
    source: 'b2b-page',
    form: 'documented',
  },
  ...resultFailures('b2b-result', 'failed', { '17': { grade: 'captured', source: 'captured-2024' } }),
  {
    name: 'wrong-credential-documented',
    aliases: ['single-object'],
    ...wrongCredential,
    grade: 'documented',
    source: 'b2b-page',
    form: 'single-object',
  },
  {
    name: 'wrong-credential-top-up',
    aliases: ['top-up'],
    ...wrongCredential,
    grade: 'documented',
    source: 'top-up-page',
    form: 'top-up',
  },
]

export type TaxForm = 'documented' | 'failed'

export const taxScenarios: readonly ScenarioInForm<TaxForm>[] = [
  {
    name: 'success',
    aliases: ['paid', 'ok'],
    ...succeededInText,
    grade: 'documented',
    source: 'tax-page',
    form: 'documented',
  },
  ...resultFailures('tax-result', 'failed', { '2001': { grade: 'captured', source: 'captured-2024-tax' } }),
]

export type ReversalForm = 'documented' | 'failed'

export const reversalScenarios: readonly ScenarioInForm<ReversalForm>[] = [
  {
    name: 'success',
    aliases: ['reversed', 'ok'],
    ...succeeded,
    grade: 'documented',
    source: 'reversal-page',
    form: 'documented',
  },
  ...resultFailures('reversal-result', 'failed', { R000002: { grade: 'documented', source: 'reversal-page' } }),
]

export type StatusForm = 'captured' | 'documented' | 'failed'

export const statusScenarios: readonly ScenarioInForm<StatusForm>[] = [
  {
    name: 'success',
    aliases: ['completed', 'ok'],
    ...succeeded,
    grade: 'captured',
    source: 'payments-api-tests',
    form: 'captured',
  },
  {
    name: 'success-documented',
    aliases: ['documented'],
    ...succeeded,
    grade: 'documented',
    source: 'status-page',
    form: 'documented',
  },
  ...resultFailures('transaction-status-result', 'failed'),
]

export type BalanceForm = 'captured' | 'documented' | 'failed'

export const balanceScenarios: readonly ScenarioInForm<BalanceForm>[] = [
  {
    name: 'success',
    aliases: ['ok'],
    ...succeeded,
    grade: 'captured',
    source: 'captured-2021-balance',
    form: 'captured',
  },
  {
    name: 'success-documented',
    aliases: ['documented'],
    ...succeededInText,
    grade: 'documented',
    source: 'balance-page',
    form: 'documented',
  },
  ...resultFailures('account-balance-result', 'failed'),
]

/** Whatever API gives up; a guess that no capture and no page supports. */
export const timeoutScenarios = [
  {
    name: 'timeout',
    aliases: ['queue-timeout'],
    outcome: 'failure',
    resultCode: 1,
    resultDesc: 'The service request timed out.',
    grade: 'assumed',
    source: 'queue-test',
  },
] as const satisfies readonly Scenario[]
