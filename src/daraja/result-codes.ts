import { otherResultCodes } from './other-result-codes.ts'
import { resultApiCodes } from './result-api-codes.ts'
import type { ResultCode } from './result-code.ts'
import { stkResultCodes } from './stk-result-codes.ts'

/** Every known code, STK first, because that is what most people ask about. */
export const resultCodes: readonly ResultCode[] = [...stkResultCodes, ...resultApiCodes, ...otherResultCodes]

/** All meanings of a code, since the same number means different things per API; empty if unknown. */
export function findResultCodes(code: string): readonly ResultCode[] {
  const wanted = code.trim().toUpperCase()
  return resultCodes.filter((row) => row.code === wanted)
}
