import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { apiUrlOf, environmentOfHost, otherEnvironment } from '../daraja/api-host.ts'
import type { DarajaEnvironment } from '../daraja/environment.ts'
import { darajaLogin, logIn } from './daraja-login.ts'

/** What the other of Safaricom's two hosts says to keys that the configured one refuses. */
export interface OtherLogin {
  readonly environment: DarajaEnvironment
  readonly host: string
  readonly isAccepted: boolean
}

export const darajaOtherLogin: Probe<OtherLogin> = {
  id: 'daraja-other-login',
  activity: 'trying the keys in the other environment',
  limitMs: 300_000,
  async run(context) {
    const login = await context.observe(darajaLogin)
    if (!login.available) return login
    const { answer, place } = login.value
    const configured = environmentOfHost(place.host)
    if (answer.kind !== 'refused' || answer.problem !== 'bad-credentials' || configured === undefined)
      return unavailable('not-applicable', 'keys that one of the two hosts of Safaricom refuses')
    const environment = otherEnvironment(configured)
    const other = await logIn(apiUrlOf(environment), context)
    if (!other.available) return other
    return observed({ environment, host: other.value.place.host, isAccepted: other.value.answer.kind === 'token' })
  },
}
