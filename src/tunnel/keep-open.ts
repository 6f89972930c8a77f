import type { ClockPort } from '../core/ports.ts'
import { TunnelError } from './errors.ts'
import { createGiveUp } from './give-up.ts'
import type { OpenTunnel, TunnelChange, TunnelStatus } from './provider.ts'

/** A tunnel from the moment at which it has a URL to its end. */
export interface TunnelLife {
  readonly url: string
  /** Resolves with the reason when it is over; never rejects. */
  readonly ended: Promise<TunnelError>
  /** Tells of drops from which it comes back by itself. */
  onStatus(listener: (status: TunnelStatus) => void): void
  close(): Promise<void>
}

export interface KeepOpenOptions {
  readonly provider: string
  readonly clock: ClockPort
  /** Throws `TunnelError`; when aborted it rejects after everything is put away. */
  readonly start: (signal: AbortSignal) => Promise<TunnelLife>
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** A life that lasted this long was a good one: the next pause is short again. */
const GOOD_LIFE_MS = 60_000

/**
 * Starts a tunnel, and starts it again whenever it ends, until it is closed. The first start may fail; later ones go on
 * until one fails for a reason that does not pass.
 */
export async function keepOpen(options: KeepOpenOptions, signal: AbortSignal): Promise<OpenTunnel> {
  const { provider, clock } = options
  const first = await options.start(signal)
  const closing = new AbortController()
  const stopped = aborted(closing.signal)
  const listeners = new Set<(change: TunnelChange) => void>()
  const giveUp = createGiveUp(clock)
  let url = first.url
  let told = 'connected'

  function tell(status: TunnelStatus, reason?: TunnelError, isFinal = false): void {
    const news = `${status} ${status === 'connected' ? url : (reason?.code ?? '')}`
    if (closing.signal.aborted || (news === told && !isFinal)) return
    told = news
    const change = { status, url, ...(reason === undefined ? {} : { reason }), ...(isFinal ? { isFinal } : {}) }
    for (const listener of listeners) listener(change)
  }

  function live(life: TunnelLife): void {
    url = life.url
    life.onStatus((status) => tell(status))
  }

  async function run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    for (let life: TunnelLife | null = first; life !== null; ) {
      const startedMs = clock.monotonicMs()
      const reason = await Promise.race([life.ended, stopped])
      await life.close().catch(() => undefined)
      if (reason === null) return
      tell('closed', reason)
      if (clock.monotonicMs() - startedMs >= GOOD_LIFE_MS) pauseMs = FIRST_PAUSE_MS
      ;({ life, pauseMs } = await startAgain(pauseMs))
    }
  }

  async function startAgain(pause: number): Promise<{ life: TunnelLife | null; pauseMs: number }> {
    for (let pauseMs = pause; ; ) {
      try {
        await clock.sleep(pauseMs, closing.signal)
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
        const life = await options.start(closing.signal)
        live(life)
        giveUp.succeeded()
        tell('connected')
        return { life, pauseMs }
      } catch (error) {
        if (closing.signal.aborted) return { life: null, pauseMs }
        if (!(error instanceof TunnelError)) throw error
        const isFinal = giveUp.isHopeless(error)
        tell('closed', error, isFinal)
        if (isFinal) return { life: null, pauseMs }
      }
    }
  }

  live(first)
  told = `connected ${url}`
  const running = run()
  // A defect is told by `close`, for until then nobody waits for it.
  running.catch(() => undefined)
  return {
    url: first.url,
    provider,
    owned: true,
    onStatus: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => {
      closing.abort()
      return running
    },
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null)
    else signal.addEventListener('abort', () => resolve(null), { once: true })
  })
}
