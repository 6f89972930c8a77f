import type { ProbeContext } from '../core/probe.ts'
import { type Observation, observed } from '../core/probe.ts'
import { appVariables } from './app-variables.ts'
import type { CallbackMarks } from './old-callback-urls.ts'
import { variableNames } from './variable-names.ts'

export interface CallbackInUse {
  readonly marks: CallbackMarks
  /** The app's name of the variable. */
  readonly variable: string
  /** Whether an env file or the shell sets it. */
  readonly isSet: boolean
  readonly host: string | null
}

/** What the env files say about the callback URL, for finding what contradicts it. */
export async function observeCallbackInUse({ settings, observe }: ProbeContext): Promise<Observation<CallbackInUse>> {
  const [values, names] = [await observe(appVariables), await observe(variableNames)]
  if (!values.available) return values
  if (!names.available) return names
  const variable = names.value('MPESA_CALLBACK_URL')
  const isSet = values.value.isOpen(variable) || (values.value.get(variable)?.value.trim() ?? '') !== ''
  const used = parse(settings.get('callbackUrl')?.value)
  const currentHosts = new Set<string>()
  if (used !== undefined) currentHosts.add(used.hostname)
  for (const name of values.value.names) {
    const entry = values.value.get(name)
    const host = entry?.value.startsWith('http') ? parse(entry.value)?.hostname : undefined
    if (host !== undefined) currentHosts.add(host)
  }
  const path = used === undefined || used.pathname === '/' ? undefined : used.pathname.replace(/\/$/, '')
  return observed({ marks: { path, variable, currentHosts }, variable, isSet, host: used?.hostname ?? null })
}

function parse(text: string | undefined): URL | undefined {
  const trimmed = text?.trim() ?? ''
  return URL.canParse(trimmed) ? new URL(trimmed) : undefined
}
