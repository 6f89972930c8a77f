import type { CallbackWishes } from '../callbacks/build-delivery.ts'
import { readEnvValues } from '../probes/env-values.ts'
import { type Invocation, optionValue } from './command.ts'

/** What the options and the env file say of the callback. */
export function wishesOf(invocation: Invocation): CallbackWishes {
  const amount = optionValue<string>(invocation, 'amount')
  const phone = optionValue<string>(invocation, 'phone')
  const receipt = optionValue<string>(invocation, 'receipt')
  const name = invocation.settings.get('variables')?.value.MPESA_SHORTCODE ?? 'MPESA_SHORTCODE'
  const shortcode = readEnvValues(invocation.project).get(name)?.value.trim()
  return {
    // Callbacks were seen to carry it as a header; only what can be one may stand there.
    ...(shortcode !== undefined && /^\d{5,7}$/.test(shortcode) ? { shortcode } : {}),
    ...(amount === undefined ? {} : { amount }),
    ...(phone === undefined ? {} : { phone }),
    ...(receipt === undefined ? {} : { receipt }),
  }
}
