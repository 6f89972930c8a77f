import { KnownError } from '../core/errors.ts'
import type { ClockPort } from '../core/ports.ts'
import { TunnelError } from './errors.ts'
import { createGiveUp } from './give-up.ts'
import { keepTicking } from './heartbeat.ts'
import type { RoundTrip } from './round-trip.ts'
import type { TunnelSession } from './session.ts'
import type { SwapChange } from './swap-plan.ts'

/** What happens to a tunnel in its life. */
export type TunnelEvent =
  /** `why` says what was seen; null if the provider said no more. */
  | { readonly kind: 'dropped'; readonly why: string | null }
  | { readonly kind: 'back' }
  | { readonly kind: 'moved'; readonly url: string; readonly changes: readonly SwapChange[] }
  | { readonly kind: 'woke'; readonly sleptMs: number }
  /** It cannot be opened again yet; that is tried on. */
  | { readonly kind: 'waiting'; readonly why: string }
  /** Somebody else has changed these variables in the env file. */
  | { readonly kind: 'strayed'; readonly keys: readonly string[] }

export interface Watched {
  readonly session: TunnelSession
  readonly clock: ClockPort
  /** One round trip through the public URL. */
  readonly beat: (signal: AbortSignal) => Promise<RoundTrip>
  /** When something last came through the tunnel, in milliseconds of the monotonic clock: it needs no proof then. */
  readonly lastSeenMs: () => number
  /** How long a silent tunnel is believed in: free plans count each request. */
  readonly beatEveryMs: number
  readonly tell: (event: TunnelEvent) => void
}

/** Providers reconnect by themselves, and know best; one that has not managed it in this time is opened anew. */
export const graceMs = 120_000
const longestPauseMs = 60_000

/**
 * Watches an open tunnel until aborted: says what happens to it, and opens another one where it is gone for good. Rejects
 * with the `TunnelError` that stands in the way of that and does not pass.
 */
export async function watchSession(watched: Watched, outer: AbortSignal): Promise<void> {
  const { session, clock, beat, lastSeenMs, beatEveryMs, tell } = watched
  const over = new AbortController()
  const signal = AbortSignal.any([outer, over.signal])
  const giveUp = createGiveUp(clock)
  let hopeless: TunnelError | null = null
  let downSinceMs: number | null = null
  let isBack = false
  let isDoubtful = false
  let failedBeats = 0
  let provenMs = clock.monotonicMs()
  let nextTryMs = 0
  let pauseMs = 0
  let strayed = ''
  let waitingFor = ''
  let knownUrl = session.url
  const changes: SwapChange[] = []

  const goDown = (why: string | null): void => {
    downSinceMs = clock.monotonicMs()
    nextTryMs = downSinceMs + graceMs
    tell({ kind: 'dropped', why })
  }
  const wait = ({ code, message }: KnownError): void => {
    if (waitingFor !== code) tell({ kind: 'waiting', why: message })
    waitingFor = code
  }
  const end = (error: TunnelError): void => {
    hopeless ??= error
    over.abort()
  }
  const stop = session.onStatus(({ status, reason, isFinal }) => {
    isBack = status === 'connected'
    if (status === 'connected') return
    if (isFinal === true && reason !== undefined) return end(reason)
    if (downSinceMs === null) goDown(reason?.message ?? null)
    else if (reason !== undefined) wait(reason)
  })

  /** Says that it is up again only after the env file names the right URL, and requests come through. */
  async function comeBack(): Promise<void> {
    changes.push(...(await session.follow(signal)))
    const result = await beat(signal)
    if (signal.aborted || !isBack) return
    if (result.kind === 'failed') {
      if (result.error?.outlook === 'lasts') return end(result.error)
      if (downSinceMs === null) goDown(result.why)
      if (clock.monotonicMs() >= nextTryMs) isBack = false
      return
    }
    const { url } = session
    if (url !== knownUrl) tell({ kind: 'moved', url, changes: changes.splice(0) })
    else if (downSinceMs !== null) tell({ kind: 'back' })
    knownUrl = url
    provenMs = clock.monotonicMs()
    downSinceMs = null
    isBack = false
    failedBeats = 0
    pauseMs = 0
    waitingFor = ''
    giveUp.succeeded()
  }

  async function checkBeat(): Promise<void> {
    const sinceMs = clock.monotonicMs() - Math.max(provenMs, lastSeenMs())
    if (!isDoubtful && failedBeats === 0 && sinceMs < beatEveryMs) return
    const result = await beat(signal)
    if (signal.aborted || downSinceMs !== null) return
    isDoubtful = false
    if (result.kind === 'proven') {
      provenMs = clock.monotonicMs()
      failedBeats = 0
    } else if (result.error?.outlook === 'lasts') end(result.error)
    else if (++failedBeats > 1) {
      goDown(result.why)
      // The provider believes that all is well, so it will not mend it.
      nextTryMs = clock.monotonicMs()
    }
  }

  async function openAnother(): Promise<void> {
    try {
      if (session.owned) await session.reopen(signal)
      isBack = true
      nextTryMs = clock.monotonicMs() + graceMs
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof KnownError)) throw error
      if (error instanceof TunnelError && giveUp.isHopeless(error)) return end(error)
      pauseMs = Math.min(longestPauseMs, Math.max(5_000, pauseMs * 2))
      nextTryMs = clock.monotonicMs() + pauseMs
      wait(error)
    }
  }

  async function lookAtFile(): Promise<void> {
    const keys = await session.strayed()
    const now = keys.join()
    if (now !== strayed && now !== '') tell({ kind: 'strayed', keys })
    strayed = now
  }

  async function tick(sleptMs: number): Promise<void> {
    if (sleptMs > 0) {
      isDoubtful = true
      tell({ kind: 'woke', sleptMs })
    }
    if (isBack) await comeBack()
    else if (downSinceMs === null) await checkBeat()
    else if (clock.monotonicMs() >= nextTryMs) await openAnother()
    await lookAtFile()
  }

  try {
    await keepTicking(clock, { tick }, signal)
  } catch (error) {
    // What is aborted by the end is only its echo.
    if (hopeless === null) throw error
  } finally {
    stop()
  }
  if (hopeless !== null && !outer.aborted) throw hopeless
}
