import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Environment, Setting } from '../core/settings.ts'

/** Sandbox or production, if anything says so. */
export const effectiveEnvironment: Probe<Setting<Environment>> = {
  id: 'environment',
  activity: 'reading the environment',
  instant: true,
  async run({ settings }) {
    const setting = settings.get('environment')
    return setting === undefined
      ? unavailable('not-configured', 'an environment (set `MPESA_ENVIRONMENT` or give --environment)')
      : observed(setting)
  },
}
