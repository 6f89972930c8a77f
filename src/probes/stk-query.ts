import type { Observation, Probe, ProbeContext } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { secret } from '../core/secret.ts'
import { looksLikeCheckoutRequestId, makeProbeCheckoutRequestId } from '../daraja/checkout-request-id.ts'
import type { DarajaFailure } from '../daraja/client/daraja-client.ts'
import type { QueryAnswer } from '../daraja/client/read-query.ts'
import { readVariable } from './daraja-keys.ts'
import { darajaLogin } from './daraja-login.ts'
import type { DarajaPlace } from './daraja-place.ts'
import type { EnvEntry } from './env-values.ts'
import { wantedOrder } from './order.ts'

/** What Daraja says of one STK push. */
export interface StkQuery {
  readonly checkoutRequestId: string
  /** Made up for this question: what Daraja says of a payment means nothing then. */
  readonly isInvented: boolean
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
  async run(context) {
    const { ports, signal, observe } = context
    const asked = await askedId(context)
    if (!asked.available) return asked
    const { checkoutRequestId, isInvented } = asked.value
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
    return observed({ checkoutRequestId, isInvented, place, shortcode, passkey, answer, answeredAt: ports.clock.now() })
  },
}

/** The id that the user gave, or that of the order; without either one that cannot exist, which proves the keys as well. */
async function askedId({
  ports,
  settings,
  observe,
}: ProbeContext): Promise<Observation<Pick<StkQuery, 'checkoutRequestId' | 'isInvented'>>> {
  const wanted = settings.get('order')?.value
  if (wanted === undefined)
    return observed({ checkoutRequestId: makeProbeCheckoutRequestId(ports.random.hex(17)), isInvented: true })
  if (looksLikeCheckoutRequestId(wanted)) return observed({ checkoutRequestId: wanted, isInvented: false })
  const looked = await observe(wantedOrder)
  if (!looked.available) return looked
  const id = looked.value.orders.find(({ checkoutRequestId }) => checkoutRequestId !== null)?.checkoutRequestId
  return id === undefined || id === null
    ? unavailable('not-applicable', 'an order with a CheckoutRequestID')
    : observed({ checkoutRequestId: id, isInvented: false })
}
