import { usageError } from '../core/errors.ts'
import { inspectCallbackUrl } from '../daraja/callback-url.ts'
import type { C2bUrls } from '../daraja/client/requests.ts'
import type { responseTypes } from '../daraja/credentials.ts'
import { judgeResponseType } from '../daraja/credentials.ts'
import type { InspectedUrl } from '../probes/callback-urls.ts'
import type { EnvEntry } from '../probes/env-values.ts'
import { type Invocation, optionValue } from './command.ts'
import { appNameOf, readVariables } from './needed-variables.ts'
import { isOnThisMachine } from './paced-queries.ts'

/** What is to be registered, as the options and the env file say it. */
export interface RegistrationWishes {
  readonly version: 1 | 2
  readonly shortcode: string
  readonly urls: readonly InspectedUrl[]
  readonly responseType: { readonly value: string; readonly entry: EnvEntry | undefined }
  /** To be sent; null if something of it would be refused. */
  readonly ready: C2bUrls | null
}

const needed = [
  'MPESA_CONSUMER_KEY',
  'MPESA_CONSUMER_SECRET',
  'MPESA_SHORTCODE',
  'MPESA_C2B_CONFIRMATION_URL',
  'MPESA_C2B_VALIDATION_URL',
] as const

/** Throws a usage error that names everything that is missing. */
export async function readWishes(invocation: Invocation): Promise<RegistrationWishes> {
  const { settings } = invocation
  const set = await readVariables(invocation, [...needed, 'MPESA_C2B_RESPONSE_TYPE'])
  const given: Readonly<Partial<Record<(typeof needed)[number], string | undefined>>> = {
    MPESA_SHORTCODE: optionValue<string>(invocation, 'shortcode'),
    MPESA_C2B_CONFIRMATION_URL: optionValue<string>(invocation, 'confirmationUrl'),
    MPESA_C2B_VALIDATION_URL: optionValue<string>(invocation, 'validationUrl'),
  }
  const missing = needed.filter((name) => given[name] === undefined && set[name] === undefined)
  if (missing.length > 0) {
    const names = await Promise.all(missing.map((name) => appNameOf(invocation, name)))
    throw usageError(
      'registration-incomplete',
      `Nothing can be registered without ${names.map((name) => `\`${name}\``).join(', ')}`,
      {
        summary:
          'set what is missing in the env file, or give --confirmation-url, --validation-url, --shortcode; both URLs may be the same if validation is not switched on',
      },
    )
  }
  const environment = settings.get('environment')?.value ?? 'unknown'
  const isLocal = isOnThisMachine(settings.get('darajaUrl')?.value)
  const inspect = (name: (typeof needed)[number], option: string): InspectedUrl => {
    const entry = given[name] === undefined ? set[name] : undefined
    const value = given[name] ?? entry?.value ?? ''
    const problems = inspectCallbackUrl(value, { environment, api: 'c2b' })
    return {
      variable: entry?.key ?? option,
      value,
      origin: entry?.origin ?? { kind: 'option', name: option },
      entry,
      // A Daraja on this machine can call this machine, and says itself what it does not take.
      problems: isLocal
        ? problems.map((problem) => (isOfPlace(problem.code) ? { ...problem, severity: 'info' } : problem))
        : problems,
    }
  }
  const urls = [
    inspect('MPESA_C2B_CONFIRMATION_URL', '--confirmation-url'),
    inspect('MPESA_C2B_VALIDATION_URL', '--validation-url'),
  ]
  const [confirmation, validation] = urls
  const option = optionValue<string>(invocation, 'responseType')
  const entry = option === undefined ? set.MPESA_C2B_RESPONSE_TYPE : undefined
  const responseType = option ?? entry?.value ?? 'Completed'
  const version = optionValue<1 | 2>(invocation, 'apiVersion') ?? 2
  const shortcode = (given.MPESA_SHORTCODE ?? set.MPESA_SHORTCODE?.value ?? '').trim()
  const isReady =
    isResponseType(responseType) && urls.every(({ problems }) => problems.every(({ severity }) => severity !== 'error'))
  return {
    version,
    shortcode,
    urls,
    responseType: { value: responseType, entry },
    ready: isReady
      ? {
          version,
          shortcode,
          responseType,
          confirmationUrl: confirmation?.value ?? '',
          validationUrl: validation?.value ?? '',
        }
      : null,
  }
}

function isOfPlace(code: string): boolean {
  return code === 'url/local-address' || code === 'url/private-address' || code === 'url/bare-ip'
}

function isResponseType(value: string): value is (typeof responseTypes)[number] {
  return judgeResponseType(value) === undefined
}
