import type { DarajaClient } from './daraja-client.ts'
import { type CallAnswer, readAcceptance } from './read-acceptance.ts'
import type { ApiRequest } from './requests.ts'

/**
 * Sends a request of `requests.ts`, with a token, and reads what Daraja says of it. Rejects with the signal's reason. One
 * function for all of them, so that a command brings only the requests that it makes.
 */
export async function callDaraja(
  client: Pick<DarajaClient, 'post'>,
  { path, body, follows }: ApiRequest,
  signal: AbortSignal,
): Promise<CallAnswer> {
  return readAcceptance(await client.post(path, body, signal), follows)
}
