import type { Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { EnvEntry } from './env-values.ts'
import { envValues } from './env-values.ts'
import { variableNames } from './variable-names.ts'

/** What the app logs in with, as the app reads it. */
export interface DarajaKeys {
  readonly key: EnvEntry
  readonly secret: EnvEntry
}

export const darajaKeys: Probe<DarajaKeys> = {
  id: 'daraja-keys',
  activity: 'reading the consumer key and secret',
  instant: true,
  async run({ observe }) {
    const [key, secret] = await Promise.all([
      readVariable(observe, 'MPESA_CONSUMER_KEY'),
      readVariable(observe, 'MPESA_CONSUMER_SECRET'),
    ])
    return key === undefined || secret === undefined
      ? unavailable('not-configured', 'a consumer key and its secret')
      : observed({ key, secret })
  },
}

/** One of the app's variables by our name for it; undefined if it is not set or empty. */
export async function readVariable(observe: ProbeContext['observe'], name: string): Promise<EnvEntry | undefined> {
  const [values, names] = await Promise.all([observe(envValues), observe(variableNames)])
  if (!values.available || !names.available) return undefined
  const entry = values.value.get(names.value(name))
  return entry === undefined || entry.value.trim() === '' ? undefined : entry
}
