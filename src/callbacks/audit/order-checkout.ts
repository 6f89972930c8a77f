import { formatDuration } from '../../core/duration.ts'
import { KnownError } from '../../core/errors.ts'
import type { HttpExchange, HttpPort } from '../../core/http-port.ts'
import type { ClockPort } from '../../core/ports.ts'
import { oneLine } from '../../core/printable.ts'
import type { OrderSource, PrintedOrder } from './order-source.ts'

/** Tells which pushes the app makes. */
export interface PushWatch {
  /** Where the app should send its pushes. */
  readonly url: string
  /** Resolves with the CheckoutRequestID of the next push to this phone; rejects with the signal's reason. */
  next(phone: string, signal: AbortSignal): Promise<string>
}

export interface Checkout {
  /** The app's own endpoint, on this machine. */
  readonly url: string
  /** JSON; `{phone}` and `{amount}` stand for what changes. */
  readonly body: string
  readonly limitMs: number
  readonly http: HttpPort
  readonly clock: Pick<ClockPort, 'sleep'>
  readonly pushes: PushWatch
  /** Another `2547XXXXXXXX` each time: one phone has one prompt. */
  readonly phone: () => string
}

/** KES: small, and more than the one shilling that a wrong amount is. */
const amount = 10
/** From the app's answer to its push, for apps that send it from a queue. */
const graceMs = 3_000

/**
 * Orders from the app's own checkout, as its customers make them: the app asks the local Daraja for the prompt, which tells
 * the id in the same moment as the app learns it.
 */
export function ordersFromCheckout({ url, body, limitMs, http, clock, pushes, phone }: Checkout): OrderSource {
  const order = async (signal: AbortSignal): Promise<PrintedOrder> => {
    const payer = phone()
    const filled = body.replaceAll('{phone}', payer).replaceAll('{amount}', String(amount))
    const done = new AbortController()
    const push = pushes.next(payer, AbortSignal.any([signal, done.signal]))
    const answer = http.exchange({
      method: 'POST',
      url,
      headers: [
        ['Content-Type', 'application/json'],
        ['Accept', 'application/json'],
      ],
      body: filled,
      verifyCertificate: false,
      limitMs,
      maxBodyBytes: 65_536,
      signal,
    })
    const finished = answer.then((exchange) => {
      signal.throwIfAborted()
      const trouble = troubleOf(exchange, limitMs)
      if (trouble !== undefined) throw failed(`${url}: ${trouble}`, url, filled)
    })
    const late = finished.then(async () => {
      await clock.sleep(graceMs, AbortSignal.any([signal, done.signal]))
      throw new KnownError(
        'inconclusive',
        'checkout-no-push',
        `The app took the checkout and asked for no prompt at ${pushes.url}`,
        {
          fix: {
            summary: `set that as the base URL of the app, or start the app beside it: \`mpesa-doctor sandbox --fault callback-lost --after 1h -- <command>\`, then run this again`,
          },
        },
      )
    })
    late.catch(() => undefined)
    push.catch(() => undefined)
    try {
      const checkoutRequestId = await Promise.race([push, late])
      // Whoever does not wait for it must not be ended by it.
      finished.catch(() => undefined)
      return { checkoutRequestId, finished }
    } finally {
      done.abort(new Error('the order is made'))
    }
  }
  return { canRace: true, next: order }
}

function troubleOf(exchange: HttpExchange, limitMs: number): string | undefined {
  if (exchange.kind === 'failure')
    return exchange.code === 'timed-out'
      ? `no answer within ${formatDuration(limitMs)}`
      : `no answer (${exchange.systemCode || exchange.code})`
  const { status, body } = exchange
  return status < 400 ? undefined : `HTTP ${status}, "${oneLine(body).slice(0, 160)}"`
}

function failed(message: string, url: string, body: string): KnownError {
  return new KnownError('inconclusive', 'checkout-failed', message, {
    fix: {
      summary: 'try it in a terminal; what the checkout wants is given with --checkout-body',
      command: `curl -i -X POST -H 'Content-Type: application/json' -d '${body}' ${url}`,
    },
  })
}
