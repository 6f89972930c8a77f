import type { ClockPort } from '../../core/ports.ts'
import type { Lifetime } from '../lifetime.ts'
import type { CallbackOutcome, CallbackRecord, SandboxEvent } from '../sandbox.ts'
import type { Callbacks, FaultSwitch, PlannedCallback } from '../world.ts'

/** Sends one request to the app: no redirects, no second attempt. Rejects only with the signal's reason. */
export interface CallbackSender {
  post(
    url: string,
    headers: PlannedCallback['headers'],
    body: string,
    limitMs: number,
    signal: AbortSignal,
  ): Promise<Extract<CallbackOutcome, { kind: 'answered' | 'failed' }>>
  close(): Promise<void>
}

export interface CallbacksOptions {
  readonly clock: ClockPort
  readonly faults: FaultSwitch
  readonly sender: CallbackSender
  /** The app on this machine that gets every callback, whatever host its URL names. Null: the URL as it is. */
  readonly deliverTo: () => string | null
  readonly emit: (event: SandboxEvent) => void
  readonly lifetime: Lifetime
}

export interface RecordedCallbacks extends Callbacks {
  /** The newest first, at most so many. */
  list(limit: number): readonly CallbackRecord[]
}

/** Nobody published how long Daraja waits for an app; it logs an answer later than this as none. */
const defaultLimitMs = 30_000
const mostRecords = 1_000

export function createCallbacks(options: CallbacksOptions): RecordedCallbacks {
  const { clock, faults, sender, deliverTo, emit, lifetime } = options
  const records: CallbackRecord[] = []
  let count = 0
  /** Lets the callback go that waits for the next one to overtake it. */
  let overtaken: (() => void) | undefined

  function keep(record: CallbackRecord): void {
    const at = records.findLastIndex(({ number }) => number === record.number)
    if (at === -1) records.push(record)
    else records[at] = record
    if (records.length > mostRecords * 2) records.splice(0, mostRecords)
    emit({ kind: 'callback', callback: record })
  }

  async function waitForTurn(): Promise<void> {
    const late = faults.strike('callback-late')
    if (late !== null) await lifetime.run((signal) => clock.sleep(late.ms, signal))
    const reordered = overtaken === undefined ? faults.strike('callbacks-reordered') : null
    if (reordered === null) return
    const next = new AbortController()
    overtaken = () => next.abort()
    await lifetime.run((signal) => {
      signal.addEventListener('abort', () => next.abort(), { once: true })
      return clock.sleep(reordered.ms, next.signal).catch(() => undefined)
    })
    overtaken = undefined
  }

  async function sendOnce(callback: PlannedCallback): Promise<CallbackOutcome> {
    const record: CallbackRecord = {
      number: ++count,
      kind: callback.kind,
      reference: callback.reference,
      url: callback.url,
      sentTo: null,
      resultCode: callback.resultCode,
      body: callback.body,
      plannedAt: clock.now().toISOString(),
      sentAt: null,
      outcome: { kind: 'waiting' },
    }
    if (faults.strike('callback-lost') !== null) {
      keep({ ...record, outcome: { kind: 'lost' } })
      return { kind: 'lost' }
    }
    keep(record)
    await waitForTurn()
    const sentTo = targetOf(callback.url, deliverTo())
    const sentAt = clock.now().toISOString()
    const outcome = await lifetime.run((signal) =>
      sender.post(sentTo, callback.headers, callback.body, callback.limitMs ?? defaultLimitMs, signal),
    )
    keep({ ...record, sentTo, sentAt, outcome })
    overtaken?.()
    return outcome
  }

  return {
    async send(callback) {
      const again = faults.strike('callback-twice') === null ? 1 : 2
      let outcome: CallbackOutcome = { kind: 'waiting' }
      try {
        for (let attempt = 1; attempt <= Math.max(again, callback.attempts ?? 1); attempt++) {
          outcome = await sendOnce(callback)
          if (attempt >= again && outcome.kind === 'answered' && outcome.status < 300) break
        }
      } catch (error) {
        // The sandbox ends: nobody waits for this any longer.
        if (!lifetime.hasEnded()) throw error
      }
      return outcome
    },
    list: (limit) => records.slice(-limit).reverse(),
  }
}

/** Path and query stay, so that the app's own route is met. */
export function targetOf(url: string, deliverTo: string | null): string {
  if (deliverTo === null || !URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  return `${new URL(deliverTo).origin}${pathname}${search}`
}
