import type { SimulatedKind } from '../callback-kind.ts'
import { stkScenarios } from '../stk-scenarios.ts'
import { c2bConfirmationScenarios, c2bValidationScenarios } from './c2b.ts'
import { b2bExpressScenarios, billManagerScenarios, ratibaScenarios } from './others.ts'
import {
  b2bScenarios,
  b2cScenarios,
  balanceScenarios,
  reversalScenarios,
  statusScenarios,
  taxScenarios,
  timeoutScenarios,
} from './results.ts'
import type { Scenario } from './scenario.ts'

/** Every callback that Safaricom is known to send, the usual one of each kind first. */
export const scenariosByKind: Readonly<Record<SimulatedKind, readonly Scenario[]>> = {
  stk: stkScenarios,
  'c2b-validation': c2bValidationScenarios,
  'c2b-confirmation': c2bConfirmationScenarios,
  'b2c-result': b2cScenarios,
  'b2b-result': b2bScenarios,
  'tax-result': taxScenarios,
  'reversal-result': reversalScenarios,
  'status-result': statusScenarios,
  'balance-result': balanceScenarios,
  timeout: timeoutScenarios,
  ratiba: ratibaScenarios,
  'b2b-express': b2bExpressScenarios,
  'bill-manager': billManagerScenarios,
}

/** The scenario of a name, an alias or a result code, in any letter case; the first row where a code has several. */
export function findScenarioOf(kind: SimulatedKind, nameOrCode: string): Scenario | undefined {
  const wanted = nameOrCode.trim().toLowerCase()
  const rows = scenariosByKind[kind]
  return (
    rows.find(({ name, aliases }) => name === wanted || aliases.includes(wanted)) ??
    rows.find(({ resultCode }) => resultCode !== null && String(resultCode).toLowerCase() === wanted)
  )
}
