import { type SimulatedKind, simulatedKinds } from '../daraja/callback-kind.ts'
import { factSources } from '../daraja/fact-sources.ts'
import { scenariosByKind } from '../daraja/scenarios/find-scenario.ts'
import type { Scenario } from '../daraja/scenarios/scenario.ts'
import { wrapText } from '../reporters/wrap-text.ts'
import type { Invocation } from './command.ts'
import { formatOf } from './run-report.ts'

const kindTitles: Readonly<Record<SimulatedKind, string>> = {
  stk: 'M-PESA Express (STK push)',
  'c2b-validation': 'C2B, before the payment',
  'c2b-confirmation': 'C2B, after the payment',
  'b2c-result': 'B2C payment',
  'b2b-result': 'B2B payment',
  'tax-result': 'Tax remittance',
  'reversal-result': 'Reversal',
  'status-result': 'Transaction status',
  'balance-result': 'Account balance',
  timeout: 'Time-out of any of the requests above',
  ratiba: 'Ratiba (standing order)',
  'b2b-express': 'B2B Express (USSD push to a till)',
  'bill-manager': 'Bill Manager',
}

/** Name, code, text and how well it is known, kind by kind. */
export function listScenarios(invocation: Invocation, only: SimulatedKind | undefined): number {
  const { output } = invocation
  const kinds = only === undefined ? simulatedKinds : [only]
  if (formatOf(invocation) === 'json') {
    const rows = kinds.flatMap((kind) => scenariosByKind[kind].map((scenario) => scenarioJson(kind, scenario)))
    output.document(`${JSON.stringify(rows, null, 2)}\n`)
    return 0
  }
  const { paint, width } = output
  const column = 51
  for (const kind of kinds) {
    output.data(`${paint.bold(kind)}  ${paint.dim(kindTitles[kind])}\n`)
    for (const { name, resultCode, resultDesc, grade } of scenariosByKind[kind]) {
      const [first = '', ...rest] = wrapText(resultDesc, Math.max(24, width - column))
      const cells = [`  ${name.padEnd(26)}`, String(resultCode ?? '-').padEnd(10), grade.padEnd(10)]
      output.data(`${cells.join(' ')} ${first}\n`)
      for (const line of rest) output.data(`${' '.repeat(column)}${line}\n`)
    }
  }
  return 0
}

function scenarioJson(kind: SimulatedKind, scenario: Scenario) {
  const { name, aliases, outcome, resultCode, resultDesc, grade, source } = scenario
  return { kind, name, aliases, outcome, resultCode, resultDesc, grade, source: factSources[source] }
}
