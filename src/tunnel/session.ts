import type { ClockPort } from '../core/ports.ts'
import type { EnvFileWriter, LockedEnvFile, RestoredKey } from '../env-file/writer.ts'
import type { OpenTunnel, TunnelOptions, TunnelProvider, TunnelStatus } from './provider.ts'
import { planSwap, requireSwap, type SwapChange, type SwapRequest } from './swap-plan.ts'

export interface TunnelSessionPorts {
  readonly provider: TunnelProvider
  readonly writer: EnvFileWriter
  readonly clock: ClockPort
}

export interface TunnelSessionRequest {
  readonly tunnel: TunnelOptions
  readonly file: string
  /** Holds the journal. */
  readonly projectDirectory: string
  /** Variables whose host is swapped. */
  readonly keys: readonly string[]
  /** Route for a variable that names none yet. */
  readonly path?: string
  readonly followSymlinks?: boolean
  /** Leave the new values in the file at the end. */
  readonly keep?: boolean
}

export interface TunnelSession {
  readonly url: string
  readonly provider: string
  /** The env file itself, behind a symbolic link. */
  readonly file: string
  readonly openedAt: Date
  readonly changes: readonly SwapChange[]
  /** What was taken back first, because an earlier run had been killed. */
  readonly recovered: readonly RestoredKey[]
  onStatus(listener: (status: TunnelStatus) => void): () => void
  /** Puts the old values back and closes the tunnel; a second call gives the result of the first. */
  close(): Promise<TunnelSessionEnd>
}

export interface TunnelSessionEnd {
  /** Empty if the new values were kept. */
  readonly restored: readonly RestoredKey[]
  /** False if the provider did not confirm within the limit; the URL then goes away with this process. */
  readonly tunnelClosed: boolean
}

const CLOSE_LIMIT_MS = 5_000

/**
 * Opens a tunnel and puts its address into the env file. Whatever can be refused is refused before anything is opened:
 * a file that somebody else holds, a value that names no route. If a later step fails, the earlier ones are undone.
 * Throws `EnvFileError` and `TunnelError`; knows no process signals: the caller calls `close`.
 */
export async function openTunnelSession(
  ports: TunnelSessionPorts,
  request: TunnelSessionRequest,
  signal: AbortSignal,
): Promise<TunnelSession> {
  const { file, projectDirectory, followSymlinks = false } = request
  const recovered = await ports.writer.restoreFromJournal(projectDirectory, signal)
  const locked = await ports.writer.lock({ file, projectDirectory, followSymlinks }, signal)
  try {
    requireSwap(planSwap(await locked.read(), swapRequest(request, 'https://preview.invalid')), locked.file)
    const tunnel = await ports.provider.open(request.tunnel, signal)
    const changes = await swapOrClose(ports.clock, locked, tunnel, request, signal)
    return sessionOf(ports.clock, locked, tunnel, { changes, recovered, keep: request.keep ?? false })
  } catch (error) {
    await locked.release()
    throw error
  }
}

function swapRequest({ keys, path }: TunnelSessionRequest, origin: string): SwapRequest {
  return path === undefined ? { keys, origin } : { keys, origin, path }
}

async function swapOrClose(
  clock: ClockPort,
  locked: LockedEnvFile,
  tunnel: OpenTunnel,
  request: TunnelSessionRequest,
  signal: AbortSignal,
): Promise<readonly SwapChange[]> {
  const swap = swapRequest(request, tunnel.url)
  try {
    const plan = await locked.write((bytes) => requireSwap(planSwap(bytes, swap), locked.file), signal)
    return plan.changes
  } catch (error) {
    await closeWithin(clock, tunnel)
    throw error
  }
}

function sessionOf(
  clock: ClockPort,
  locked: LockedEnvFile,
  tunnel: OpenTunnel,
  details: Pick<TunnelSession, 'changes' | 'recovered'> & { readonly keep: boolean },
): TunnelSession {
  let ending: Promise<TunnelSessionEnd> | null = null
  return {
    url: tunnel.url,
    provider: tunnel.provider,
    file: locked.file,
    openedAt: clock.now(),
    changes: details.changes,
    recovered: details.recovered,
    onStatus: tunnel.onStatus,
    close: () => {
      ending ??= end(clock, locked, tunnel, details.keep)
      return ending
    },
  }
}

/** Both are tried, whatever becomes of the other; the file is what the user is left with, so its error is the one told. */
async function end(
  clock: ClockPort,
  locked: LockedEnvFile,
  tunnel: OpenTunnel,
  keep: boolean,
): Promise<TunnelSessionEnd> {
  const [restored, tunnelClosed] = await Promise.allSettled([
    keep ? locked.release().then(() => []) : restoreAndRelease(locked),
    closeWithin(clock, tunnel),
  ])
  if (restored.status === 'rejected') throw restored.reason
  return { restored: restored.value, tunnelClosed: tunnelClosed.status === 'fulfilled' && tunnelClosed.value }
}

async function restoreAndRelease(locked: LockedEnvFile): Promise<readonly RestoredKey[]> {
  try {
    const restored = await locked.restore()
    await locked.release()
    return restored
  } catch (error) {
    await locked.release({ keepJournal: true })
    throw error
  }
}

async function closeWithin(clock: ClockPort, tunnel: OpenTunnel): Promise<boolean> {
  const closed = new AbortController()
  const limit = clock.sleep(CLOSE_LIMIT_MS, closed.signal).then(
    () => false,
    () => true,
  )
  const closing = tunnel.close().then(
    () => true,
    () => false,
  )
  return await Promise.race([closing, limit]).finally(() => closed.abort())
}
