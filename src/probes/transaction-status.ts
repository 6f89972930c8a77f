import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import { callDaraja } from '../daraja/client/daraja-calls.ts'
import type { CallAnswer } from '../daraja/client/read-acceptance.ts'
import { type ResultOrder, statusRequest } from '../daraja/client/requests.ts'
import type { ResultMessage } from '../daraja/client/result-message.ts'
import { darajaLogin } from './daraja-login.ts'
import type { DarajaPlace } from './daraja-place.ts'

/** What Daraja calls a request, in its answer and again in the result. */
export interface ResultIds {
  readonly conversationId: string | null
  readonly originatorConversationId: string | null
}

export interface StatusQuestion {
  readonly receipt: string
  readonly order: ResultOrder
  /** For the result, in milliseconds from the moment at which the request was taken. */
  readonly waitMs: number
  /** Resolves with the result of these ids; rejects with the signal's reason. It may have come already. */
  result(ids: ResultIds, signal: AbortSignal): Promise<ResultMessage>
}

/** What Daraja says of one receipt. */
export interface TransactionStatus {
  readonly place: DarajaPlace
  readonly receipt: string
  readonly shortcode: string
  readonly resultUrl: string
  readonly answer: CallAnswer
  /** Null if the request was not taken, or if nothing came in time. */
  readonly result: ResultMessage | null
  readonly answeredAt: Date
  readonly waitMs: number
}

/** Asks for the state of a receipt, and waits for the result to come in. */
export function createTransactionStatus({ receipt, order, waitMs, result }: StatusQuestion): Probe<TransactionStatus> {
  return {
    id: 'transaction-status',
    activity: 'asking Daraja about the receipt, and waiting for its result',
    // Logging in and asking have limits of their own.
    limitMs: waitMs + 600_000,
    async run({ observe, ports, signal }) {
      const login = await observe(darajaLogin)
      if (!login.available) return login
      const { client, place } = login.value
      if (login.value.answer.kind !== 'token') return unavailable('denied', 'a token of Daraja')
      const answer = await callDaraja(client, statusRequest(order, receipt), signal)
      const message = answer.kind === 'accepted' ? await resultOf(answer) : null
      const { shortcode, resultUrl } = order
      return observed({
        place,
        receipt,
        shortcode,
        resultUrl,
        answer,
        result: message,
        answeredAt: ports.clock.now(),
        waitMs,
      })

      async function resultOf(ids: ResultIds): Promise<ResultMessage | null> {
        const ending = new AbortController()
        const both = AbortSignal.any([signal, ending.signal])
        try {
          return await Promise.race([result(ids, both), ports.clock.sleep(waitMs, both).then(() => null)])
        } finally {
          ending.abort('the wait is over')
        }
      }
    },
  }
}
