import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { findVariable } from '../daraja/variables.ts'
import { type EnvValues, envValues } from './env-values.ts'

/** The variables, if there is anything to judge: without a file and without one of ours in the shell there is nothing. */
export const appVariables: Probe<EnvValues> = {
  id: 'app-variables',
  activity: 'reading the env file',
  instant: true,
  async run({ observe }) {
    const values = await observe(envValues)
    if (!values.available) return values
    const { files, names } = values.value
    const isRead = files.some(({ document }) => document !== undefined)
    return isRead || names.some((name) => findVariable(name) !== undefined)
      ? observed(values.value)
      : unavailable('blocked', 'an env file that can be read')
  },
}
