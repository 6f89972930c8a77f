import type { ClockPort } from '../core/ports.ts'
import type { BannerReader } from '../tunnel/banner.ts'
import type { TunnelError } from '../tunnel/errors.ts'
import type { TunnelLife } from '../tunnel/keep-open.ts'
import type { TunnelStatus } from '../tunnel/provider.ts'
import { startProgram } from './child-process.ts'

export interface TunnelProgram {
  readonly file: string
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string | undefined>>
  readonly reader: BannerReader
  readonly clock: ClockPort
  /** From the start to the URL. */
  readonly limitMs: number
}

/** Starts a program and waits until what it prints says that the tunnel is up; if that fails, nothing of it is left. */
export async function startTunnelProgram(tunnel: TunnelProgram, signal: AbortSignal): Promise<TunnelLife> {
  signal.throwIfAborted()
  const { reader } = tunnel
  const listeners = new Set<(status: TunnelStatus) => void>()
  const ready = settable<string>()
  const failed = settable<TunnelError>()
  const program = startProgram({
    ...tunnel,
    onLine(line) {
      const news = reader.read(line)
      if (news?.kind === 'ready') ready.settle(news.url)
      if (news?.kind === 'failed') failed.settle(news.error)
      if (news?.kind === 'status') for (const listener of listeners) listener(news.status)
    },
  })
  const exited = program.ended.then((end) => reader.explainEnd(end))
  const over = Promise.race([failed.promise, exited])
  try {
    const url = await Promise.race([ready.promise, rejected(over), silence(tunnel, signal, [ready.promise, over])])
    return {
      url,
      ended: over,
      onStatus: (listener) => void listeners.add(listener),
      close: () => program.stop(),
    }
  } catch (error) {
    await program.stop()
    throw error
  }
}

/** Rejects when the limit is over, or with the signal's reason; ends its wait as soon as one of the others is settled. */
async function silence(
  { clock, limitMs, reader }: TunnelProgram,
  signal: AbortSignal,
  others: readonly Promise<unknown>[],
): Promise<never> {
  const settled = new AbortController()
  void Promise.race(others).then(() => settled.abort())
  try {
    await clock.sleep(limitMs, AbortSignal.any([signal, settled.signal]))
  } catch {
    signal.throwIfAborted()
    return await new Promise<never>(() => undefined)
  }
  throw reader.explainSilence(limitMs)
}

async function rejected(reason: Promise<TunnelError>): Promise<never> {
  throw await reason
}

function settable<T>(): { readonly promise: Promise<T>; readonly settle: (value: T) => void } {
  let settle: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => {
    settle = resolve
  })
  return { promise, settle }
}
