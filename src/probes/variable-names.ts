import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'

/** Our name of a variable → the name that this app uses, by the config's `variables`. */
export type VariableNames = (variable: string) => string

export const variableNames: Probe<VariableNames> = {
  id: 'variable-names',
  activity: 'reading the names of variables',
  instant: true,
  async run({ settings }) {
    const renamed = settings.get('variables')?.value ?? {}
    return observed((variable) => renamed[variable] ?? variable)
  },
}
