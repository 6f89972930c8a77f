import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Environment, Origin } from '../core/settings.ts'
import { inspectCallbackUrl } from '../daraja/callback-url.ts'
import type { UrlProblem } from '../daraja/url-problem.ts'
import { type EnvEntry, type EnvValues, envValues } from './env-values.ts'
import { type VariableNames, variableNames } from './variable-names.ts'

/** One URL that Safaricom is given, and what is wrong with its text. */
export interface InspectedUrl {
  /** Variable that holds it; null if an option or the config file does. */
  readonly variable: string | null
  readonly value: string
  readonly origin: Origin
  /** The entry of the env file, if it stands there. */
  readonly entry: EnvEntry | undefined
  readonly problems: readonly UrlProblem[]
}

export interface InspectedUrls {
  readonly urls: readonly InspectedUrl[]
  readonly values: EnvValues
  readonly environment: Environment | 'unknown'
  /** Port of the app on this machine, for a fix that can be pasted. */
  readonly appPort: string | undefined
}

const others = [
  ['MPESA_C2B_CONFIRMATION_URL', 'c2b'],
  ['MPESA_C2B_VALIDATION_URL', 'c2b'],
  ['MPESA_RESULT_URL', 'stk'],
  ['MPESA_TIMEOUT_URL', 'stk'],
] as const

/** The callback URL of this run, and the other URLs of the env file that Safaricom calls. */
export const callbackUrls: Probe<InspectedUrls> = {
  id: 'callback-urls',
  activity: 'reading the callback URLs',
  instant: true,
  async run({ settings, observe }) {
    const values = await observe(envValues)
    const names = await observe(variableNames)
    if (!values.available) return values
    if (!names.available) return names
    const environment = settings.get('environment')?.value ?? 'unknown'
    const urls = [...mainUrl(), ...otherUrls(values.value, names.value)]
    if (urls.length === 0) return unavailable('blocked', 'a callback URL (set `MPESA_CALLBACK_URL`)')
    const app = settings.get('appUrl')?.value
    return observed({
      urls,
      values: values.value,
      environment,
      appPort: app === undefined ? undefined : new URL(app).port || undefined,
    })

    function mainUrl(): readonly InspectedUrl[] {
      const setting = settings.get('callbackUrl')
      if (setting === undefined || setting.value.trim() === '') return []
      const { origin, value } = setting
      const entry = values.available && origin.kind === 'env-file' ? values.value.get(origin.key) : undefined
      return [
        {
          variable: variableOf(origin),
          value,
          origin,
          entry,
          problems: inspectCallbackUrl(value, { environment, api: 'stk' }),
        },
      ]
    }

    function otherUrls(read: EnvValues, nameOf: VariableNames): readonly InspectedUrl[] {
      return others.flatMap(([variable, api]) => {
        const entry = read.get(nameOf(variable))
        if (entry === undefined || entry.value.trim() === '') return []
        const { key, value, origin } = entry
        return [{ variable: key, value, origin, entry, problems: inspectCallbackUrl(value, { environment, api }) }]
      })
    }
  },
}

function variableOf(origin: Origin): string | null {
  if (origin.kind === 'env-file') return origin.key
  return origin.kind === 'process' || origin.kind === 'variable' ? origin.name : null
}
