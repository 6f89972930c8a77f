import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { callDaraja } from '../daraja/client/daraja-calls.ts'
import type { CallAnswer } from '../daraja/client/read-acceptance.ts'
import { type C2bUrls, registerRequest } from '../daraja/client/requests.ts'
import { darajaLogin } from './daraja-login.ts'
import type { DarajaPlace } from './daraja-place.ts'

/** What Daraja says to the URLs of a shortcode. */
export interface C2bRegistration {
  readonly place: DarajaPlace
  readonly urls: C2bUrls
  readonly answer: CallAnswer
}

/**
 * Registers URLs; null where they are not fit to be sent. The one probe that changes something at Daraja: only a command
 * that was asked to may use it.
 */
export function createC2bRegistration(urls: C2bUrls | null): Probe<C2bRegistration> {
  return {
    id: 'c2b-registration',
    activity: 'registering the URLs',
    // Its own exchanges end long before; a `--budget` may be generous.
    limitMs: 300_000,
    async run({ observe, signal }) {
      if (urls === null) return unavailable('blocked', 'URLs and a ResponseType that Daraja takes')
      const login = await observe(darajaLogin)
      if (!login.available) return login
      const { client, place, answer } = login.value
      if (answer.kind !== 'token') return unavailable('denied', 'a token of Daraja')
      return observed({ place, urls, answer: await callDaraja(client, registerRequest(urls), signal) })
    },
  }
}
