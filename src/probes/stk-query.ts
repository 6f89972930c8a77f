import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { secret } from '../core/secret.ts'
import type { DarajaFailure } from '../daraja/client/daraja-client.ts'
import type { QueryAnswer } from '../daraja/client/read-query.ts'
import { readVariable } from './daraja-keys.ts'
import { darajaLogin } from './daraja-login.ts'
import type { DarajaPlace } from './daraja-place.ts'
import type { EnvEntry } from './env-values.ts'

/** What Daraja says of one STK push. */
export interface StkQuery {
  readonly checkoutRequestId: string
  readonly place: DarajaPlace
  readonly shortcode: EnvEntry
  readonly passkey: EnvEntry
  readonly answer: QueryAnswer | DarajaFailure
  readonly answeredAt: Date
}

export const stkQuery: Probe<StkQuery> = {
  id: 'stk-query',
  activity: 'asking Daraja about the payment',
  // It may have to wait for its turn, behind others that wait for theirs.
  limitMs: 3_600_000,
  async run({ ports, settings, signal, observe }) {
    const checkoutRequestId = settings.get('order')?.value
    if (checkoutRequestId === undefined) return unavailable('not-applicable', 'a CheckoutRequestID')
    const [shortcode, passkey] = await Promise.all([
      readVariable(observe, 'MPESA_SHORTCODE'),
      readVariable(observe, 'MPESA_PASSKEY'),
    ])
    if (shortcode === undefined || passkey === undefined)
      return unavailable('not-configured', 'a shortcode and its passkey')
    const login = await observe(darajaLogin)
    if (!login.available) return login
    const { client, place } = login.value
    if (login.value.answer.kind !== 'token') return unavailable('denied', 'a token of Daraja')
    const credentials = { shortcode: shortcode.value, passkey: secret(passkey.value) }
    const answer = await client.query(checkoutRequestId, credentials, signal)
    return observed({ checkoutRequestId, place, shortcode, passkey, answer, answeredAt: ports.clock.now() })
  },
}
