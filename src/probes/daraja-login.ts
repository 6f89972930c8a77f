import type { Observation, Probe, ProbeContext } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import { secret } from '../core/secret.ts'
import { apiUrlOf } from '../daraja/api-host.ts'
import {
  createDarajaClient,
  type DarajaClient,
  type SeenDate,
  type TokenAnswer,
} from '../daraja/client/daraja-client.ts'
import { fallbackEnvironment } from '../daraja/environment.ts'
import { type DarajaKeys, darajaKeys } from './daraja-keys.ts'
import { type DarajaPlace, routeTo } from './daraja-place.ts'

/** What Daraja says to the app's key and secret. */
export interface DarajaLogin {
  readonly place: DarajaPlace
  readonly keys: DarajaKeys
  readonly client: DarajaClient
  readonly answer: TokenAnswer
  /** Null if there was no answer, or none with a date. */
  readonly date: SeenDate | null
}

/** Its own exchange ends it long before; a `--budget` may be generous. */
const limitMs = 300_000

export const darajaLogin: Probe<DarajaLogin> = {
  id: 'daraja-login',
  activity: 'asking Daraja for a token',
  limitMs,
  async run(context) {
    const { settings } = context
    return logIn(settings.get('darajaUrl')?.value ?? apiUrlOf(fallbackEnvironment), context)
  },
}

/** Asks an API for a token. */
export async function logIn(url: string, context: ProbeContext): Promise<Observation<DarajaLogin>> {
  const { ports, signal } = context
  const keys = await context.observe(darajaKeys)
  if (!keys.available) return keys
  const place = routeTo(url, context)
  if (!place.available) return place
  const { base, route } = place.value
  const client = createDarajaClient({
    http: ports.http,
    base,
    consumerKey: secret(keys.value.key.value),
    consumerSecret: secret(keys.value.secret.value),
    route,
    now: ports.clock.now,
  })
  const answer = await client.token(signal)
  return observed({ place: place.value, keys: keys.value, client, answer, date: client.lastDate() })
}
