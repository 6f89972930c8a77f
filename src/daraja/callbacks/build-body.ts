import type { SimulatedKind } from '../callback-kind.ts'
import type { C2bForm } from '../scenarios/c2b.ts'
import type { B2bForm, B2cForm, BalanceForm, ReversalForm, StatusForm, TaxForm } from '../scenarios/results.ts'
import type { Scenario, ScenarioInForm } from '../scenarios/scenario.ts'
import { buildB2b, buildTax } from './b2b.ts'
import { buildB2c } from './b2c.ts'
import { buildC2b } from './c2b.ts'
import type { CallbackValues } from './callback-values.ts'
import { buildB2bExpress, buildBillManager, buildRatiba } from './others.ts'
import { buildBalance, buildReversal, buildStatus } from './queries.ts'
import { buildTimeout } from './result.ts'

type Build = (scenario: Scenario, values: CallbackValues) => string

/** The rows of a kind all have the forms of its builder; the table of kinds holds them without saying so. */
function inForm<Form extends string>(build: (scenario: ScenarioInForm<Form>, values: CallbackValues) => string): Build {
  return (scenario, values) => build(scenario as ScenarioInForm<Form>, values)
}

const builders: Readonly<Record<Exclude<SimulatedKind, 'stk'>, Build>> = {
  'c2b-validation': inForm<C2bForm>(buildC2b),
  'c2b-confirmation': inForm<C2bForm>(buildC2b),
  'b2c-result': inForm<B2cForm>(buildB2c),
  'b2b-result': inForm<B2bForm>(buildB2b),
  'tax-result': inForm<TaxForm>(buildTax),
  'reversal-result': inForm<ReversalForm>(buildReversal),
  'status-result': inForm<StatusForm>(buildStatus),
  'balance-result': inForm<BalanceForm>(buildBalance),
  timeout: buildTimeout,
  ratiba: buildRatiba,
  'b2b-express': buildB2bExpress,
  'bill-manager': buildBillManager,
}

/**
 * The body of any callback but those of STK, with the keys, their order and the JSON types that were published.
 * @throws RangeError if the amount is no JSON number
 */
export function buildBody(kind: Exclude<SimulatedKind, 'stk'>, scenario: Scenario, values: CallbackValues): string {
  return builders[kind](scenario, values)
}
