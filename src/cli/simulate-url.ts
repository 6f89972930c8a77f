import { usageError } from '../core/errors.ts'
import type { SimulatedKind } from '../daraja/callback-kind.ts'
import { findVariable, type VariableName } from '../daraja/variables.ts'
import { appPlace, isNamed } from '../probes/app-place.ts'
import { readEnvValues } from '../probes/env-values.ts'
import { callbackUrl } from './callback-route.ts'
import { type Invocation, optionValue } from './command.ts'
import { observeOnce } from './observe-once.ts'

/** The variable that holds the URL of a kind; Ratiba and B2B Express are told theirs with each request, as STK is. */
const variableOf: Readonly<Partial<Record<SimulatedKind, VariableName | null>>> = {
  'c2b-validation': 'MPESA_C2B_VALIDATION_URL',
  'c2b-confirmation': 'MPESA_C2B_CONFIRMATION_URL',
  'b2c-result': 'MPESA_RESULT_URL',
  'b2b-result': 'MPESA_RESULT_URL',
  'tax-result': 'MPESA_RESULT_URL',
  'reversal-result': 'MPESA_RESULT_URL',
  'status-result': 'MPESA_RESULT_URL',
  'balance-result': 'MPESA_RESULT_URL',
  timeout: 'MPESA_TIMEOUT_URL',
  // Named when one opts in; projects have no usual variable for it.
  'bill-manager': null,
}

/** The route of the kind in the app on this machine, unless `--url` names another. */
export async function simulationUrl(invocation: Invocation, kind: SimulatedKind): Promise<string> {
  const variable = variableOf[kind]
  if (optionValue(invocation, 'url') !== undefined || variable === undefined) return callbackUrl(invocation)
  const place = await observeOnce(invocation, appPlace)
  if (!place.available)
    throw usageError('app-missing', 'Where does the app listen?', {
      summary: 'name it: --app-url http://127.0.0.1:5000, or set PORT in the env file; --url sends to any other URL',
    })
  const url = new URL(place.value.value)
  if (isNamed(place.value.origin) && (url.pathname !== '/' || url.search !== '')) return url.href
  const registered = variable === null ? undefined : registeredUrl(invocation, variable)
  if (registered === undefined)
    throw usageError('route-missing', `Which route takes a \`${kind}\`?`, {
      summary:
        variable === null
          ? 'name the whole URL with --url'
          : `set ${variable} in the env file, or name the whole URL with --url`,
    })
  url.pathname = registered.pathname
  url.search = registered.search
  return url.href
}

function registeredUrl({ settings, project }: Invocation, variable: VariableName): URL | undefined {
  const values = readEnvValues(project)
  const names = [settings.get('variables')?.value[variable] ?? variable, ...(findVariable(variable)?.aliases ?? [])]
  for (const name of names) {
    const text = values.get(name)?.value.trim()
    if (text !== undefined && URL.canParse(text)) return new URL(text)
  }
  return undefined
}
