import type { ClockPort } from '../core/ports.ts'
import { decodeText } from '../env-file/bytes.ts'
import { definitionsOf, parseDocument } from '../env-file/document.ts'
import type { EnvFileWriter, LockedEnvFile, RestoredKey } from '../env-file/writer.ts'
import { closeWithin } from './close-within.ts'
import type { OpenTunnel, TunnelChange, TunnelOptions, TunnelProvider } from './provider.ts'
import { planSwap, requireSwap, type SwapChange, type SwapRequest } from './swap-plan.ts'

export interface TunnelSessionPorts {
  readonly provider: TunnelProvider
  readonly writer: EnvFileWriter
  readonly clock: ClockPort
}

export interface TunnelSessionRequest {
  readonly tunnel: TunnelOptions
  /** Null writes nothing. */
  readonly file: string | null
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
  /** Of the tunnel that is open now; what the env file holds may follow later, see `follow`. */
  readonly url: string
  readonly provider: string
  /** False: somebody else opened the tunnel and decides where it leads. */
  readonly owned: boolean
  /** The env file itself, behind a symbolic link; null if nothing is written. */
  readonly file: string | null
  readonly openedAt: Date
  readonly changes: readonly SwapChange[]
  /** What was taken back first, because an earlier run had been killed. */
  readonly recovered: readonly RestoredKey[]
  /** Also of tunnels that are opened later. */
  onStatus(listener: (change: TunnelChange) => void): () => void
  /** Gives a tunnel up that does not come back by itself, and opens another one. Throws as opening does; may be called again. */
  reopen(signal: AbortSignal): Promise<void>
  /**
   * Writes the URL of now into every variable that still holds an earlier one of this session; resolves to the changes.
   * Without a file, or if the URL is the same, there are none.
   */
  follow(signal: AbortSignal): Promise<readonly SwapChange[]>
  /** Variables of the file that somebody else has changed since. A file that cannot be read now says nothing. */
  strayed(): Promise<readonly string[]>
  /** Puts the old values back and closes the tunnel; a second call gives the result of the first. */
  close(): Promise<TunnelSessionEnd>
}

export interface TunnelSessionEnd {
  /** Empty if the new values were kept. */
  readonly restored: readonly RestoredKey[]
  /** False if the provider did not confirm within the limit; the URL then goes away with this process. */
  readonly tunnelClosed: boolean
}

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
  const recovered = file === null ? [] : await ports.writer.restoreFromJournal(projectDirectory, signal)
  const locked = file === null ? null : await ports.writer.lock({ file, projectDirectory, followSymlinks }, signal)
  try {
    if (locked !== null)
      requireSwap(planSwap(await locked.read(), swapRequest(request, 'https://preview.invalid')), locked.file)
    const tunnel = await ports.provider.open(request.tunnel, signal)
    try {
      const changes = locked === null ? [] : await swap(locked, tunnel.url, request, signal)
      return sessionOf(ports, locked, request, { tunnel, changes, recovered })
    } catch (error) {
      await closeWithin(ports.clock, tunnel)
      throw error
    }
  } catch (error) {
    await locked?.release()
    throw error
  }
}

function swapRequest({ keys, path }: TunnelSessionRequest, origin: string): SwapRequest {
  return path === undefined ? { keys, origin } : { keys, origin, path }
}

async function swap(locked: LockedEnvFile, origin: string, request: TunnelSessionRequest, signal: AbortSignal) {
  const wanted = swapRequest(request, origin)
  const plan = await locked.write((bytes) => requireSwap(planSwap(bytes, wanted), locked.file), signal)
  return plan.changes
}

function sessionOf(
  { provider, clock }: TunnelSessionPorts,
  locked: LockedEnvFile | null,
  request: TunnelSessionRequest,
  opened: { readonly tunnel: OpenTunnel } & Pick<TunnelSession, 'changes' | 'recovered'>,
): TunnelSession {
  let { tunnel, changes } = opened
  let { url } = tunnel
  let busy: Promise<unknown> | null = null
  let ending: Promise<TunnelSessionEnd> | null = null
  const listeners = new Set<(change: TunnelChange) => void>()
  const tell = (change: TunnelChange): void => {
    url = change.url
    for (const listener of listeners) listener(change)
  }
  let stopTelling = tunnel.onStatus(tell)

  async function replaceTunnel(signal: AbortSignal): Promise<void> {
    stopTelling()
    await closeWithin(clock, tunnel)
    // From here on this is the one that the end closes.
    tunnel = await provider.open(request.tunnel, signal)
    stopTelling = tunnel.onStatus(tell)
    url = tunnel.url
  }

  async function rewrite(signal: AbortSignal): Promise<readonly SwapChange[]> {
    if (locked === null || changes.every(({ after }) => after.startsWith(`${url}/`))) return []
    const plan = await locked.write((bytes) => {
      const foreign = strayedIn(bytes, changes)
      const keys = changes.map(({ key }) => key).filter((key) => !foreign.includes(key))
      return planSwap(bytes, { ...swapRequest(request, url), keys })
    }, signal)
    changes = changes.map((change) => plan.changes.find(({ key }) => key === change.key) ?? change)
    return plan.changes.filter(({ changed }) => changed)
  }

  async function end(): Promise<TunnelSessionEnd> {
    // A tunnel that is just being opened has to be there before it can be closed.
    if (busy !== null) await busy.catch(() => undefined)
    stopTelling()
    // Both are tried, whatever becomes of the other; the file is what the user is left with, so its error is the one told.
    const [restored, tunnelClosed] = await Promise.allSettled([
      locked === null ? [] : request.keep === true ? locked.release().then(() => []) : restoreAndRelease(locked),
      closeWithin(clock, tunnel),
    ])
    if (restored.status === 'rejected') throw restored.reason
    return { restored: restored.value, tunnelClosed: tunnelClosed.status === 'fulfilled' && tunnelClosed.value }
  }

  const occupied = <T>(work: Promise<T>): Promise<T> => {
    busy = work
    return work
  }
  return {
    get url() {
      return url
    },
    get changes() {
      return changes
    },
    provider: tunnel.provider,
    owned: tunnel.owned,
    file: locked?.file ?? null,
    openedAt: clock.now(),
    recovered: opened.recovered,
    onStatus(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    reopen: (signal) => occupied(replaceTunnel(signal)),
    follow: (signal) => occupied(rewrite(signal)),
    async strayed() {
      const bytes = await locked?.read().catch(() => null)
      return bytes === undefined || bytes === null ? [] : strayedIn(bytes, changes)
    },
    close() {
      ending ??= end()
      return ending
    },
  }
}

/** Keys whose value is not the one that was written. */
function strayedIn(bytes: Uint8Array, changes: readonly SwapChange[]): readonly string[] {
  const document = parseDocument(bytes)
  return changes
    .filter(({ key, after }) => {
      const target = definitionsOf(document, key).at(-1)
      return target === undefined || decodeText(bytes, target.value) !== after
    })
    .map(({ key }) => key)
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
