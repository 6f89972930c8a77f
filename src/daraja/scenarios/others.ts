import { otherResultCodes } from '../other-result-codes.ts'
import type { ResultCode, ResultCodeApi } from '../result-code.ts'
import type { Scenario } from './scenario.ts'

/** A scenario for each known code of an API whose codes are strings; those without a published text are left out. */
function rowsOf(
  api: ResultCodeApi,
  names: Readonly<Record<string, readonly [name: string, ...aliases: string[]]>>,
): readonly Scenario[] {
  return otherResultCodes
    .filter(({ apis, description }) => description !== null && (apis as readonly ResultCodeApi[]).includes(api))
    .map((row: ResultCode) => {
      const [name = row.code, ...aliases] = names[row.code] ?? []
      return {
        name,
        aliases,
        outcome: row.code === '0' ? 'success' : 'failure',
        resultCode: row.code,
        resultDesc: row.description ?? '',
        grade: row.confidence === 'official' ? 'documented' : 'composed',
        source: row.sources[0] ?? 'kepas-evidence',
      }
    })
}

export const ratibaScenarios: readonly Scenario[] = rowsOf('ratiba-callback', {
  '0': ['success', 'created', 'ok'],
  '1037': ['timeout', 'unreachable'],
  '1001': ['busy'],
  '1025': ['push-failed'],
  '1031': ['no-answer'],
  '1032': ['cancelled', 'canceled'],
  '2001': ['wrong-pin', 'pin'],
  '1050': ['duplicate-name'],
  '1051': ['bad-request'],
}).toSorted((a, b) => Number(b.outcome === 'success') - Number(a.outcome === 'success'))

export const b2bExpressScenarios: readonly Scenario[] = rowsOf('b2b-express-callback', {
  '0': ['success', 'paid', 'ok'],
  '4001': ['cancelled', 'canceled'],
  '4102': ['kyc'],
  '4104': ['no-nominated-number'],
  '4201': ['network-error'],
  '4203': ['ussd-exception'],
})

export const billManagerScenarios = [
  {
    name: 'payment',
    aliases: ['success', 'paid'],
    outcome: 'success',
    resultCode: null,
    resultDesc: 'an invoice was paid; the only callback with documented retries, five attempts',
    grade: 'documented',
    source: 'bill-manager-page',
  },
] as const satisfies readonly Scenario[]
