import { usageError } from '../core/errors.ts'
import type { ResultOrder } from '../daraja/client/requests.ts'
import { type Invocation, optionValue } from './command.ts'
import { appNameOf, readVariables } from './needed-variables.ts'
import { isOnThisMachine } from './paced-queries.ts'
import { readCredential } from './verify-credential.ts'
import { listenForResults, type ResultReceiver, watchInbox } from './verify-receiver.ts'

/** A question that can be asked, and where its answer comes in; whoever opens it closes the receiver. */
export interface OpenQuestion {
  readonly order: ResultOrder
  readonly receiver: ResultReceiver
}

const needed = ['MPESA_CONSUMER_KEY', 'MPESA_CONSUMER_SECRET', 'MPESA_SHORTCODE', 'MPESA_INITIATOR_NAME'] as const
const others = [
  'MPESA_SECURITY_CREDENTIAL',
  'MPESA_INITIATOR_PASSWORD',
  'MPESA_RESULT_URL',
  'MPESA_TIMEOUT_URL',
] as const

/** Throws usage errors for what is missing, and an inconclusive one where nobody could receive a result. */
export async function openQuestion(invocation: Invocation): Promise<OpenQuestion> {
  const set = await readVariables(invocation, [...needed, ...others])
  const missing = needed.filter((name) => set[name] === undefined)
  if (missing.length > 0) {
    const names = await Promise.all(missing.map((name) => appNameOf(invocation, name)))
    throw usageError(
      'keys-missing',
      `Daraja cannot be asked without ${names.map((name) => `\`${name}\``).join(', ')}`,
      {
        summary: 'set what is missing in the env file, or name the file with --dotenv',
      },
    )
  }
  const credential = await readCredential(invocation, set)
  const isLocal = isOnThisMachine(invocation.settings.get('darajaUrl')?.value)
  const given = optionValue<string>(invocation, 'resultUrl')
  const port = optionValue<number>(invocation, 'port')
  // A Daraja on this machine needs no tunnel to come here.
  const named = given ?? (isLocal && port === undefined ? undefined : set.MPESA_RESULT_URL?.value.trim())
  if (named === undefined && !isLocal)
    throw usageError('result-url-missing', 'Safaricom needs a URL for the result', {
      summary: 'open one with `mpesa-doctor tunnel`, then give --result-url or set MPESA_RESULT_URL',
    })
  const ownPort = port ?? (named === undefined ? 0 : loopbackPort(named))
  const receiver = ownPort === undefined ? await watchInbox(invocation) : await listenForResults(invocation, ownPort)
  const resultUrl = named ?? `${receiver.url}/results`
  const timeoutUrl = given === undefined && named !== undefined ? set.MPESA_TIMEOUT_URL?.value.trim() : undefined
  return {
    receiver,
    order: {
      initiator: set.MPESA_INITIATOR_NAME?.value.trim() ?? '',
      credential,
      shortcode: set.MPESA_SHORTCODE?.value.trim() ?? '',
      resultUrl,
      timeoutUrl: timeoutUrl ?? resultUrl,
      remarks: 'Payment verification',
    },
  }
}

/** The port of a URL that leads to this machine; undefined for every other. */
function loopbackPort(url: string): number | undefined {
  if (!URL.canParse(url) || !isOnThisMachine(url)) return undefined
  const { port, protocol } = new URL(url)
  if (protocol !== 'http:') return undefined
  return port === '' ? 80 : Number(port)
}
