import type { Listener, Session } from '@ngrok/ngrok'
import { TunnelError } from '../tunnel/errors.ts'
import type { OpenTunnel, TunnelOptions, TunnelProvider } from '../tunnel/provider.ts'
import { findObstacle, refusalOf, timedOut, toTunnelError } from './tunnel-ngrok-failure.ts'
import { createNgrokStatus, type NgrokStatus } from './tunnel-ngrok-status.ts'

type NgrokModule = Pick<typeof import('@ngrok/ngrok'), 'SessionBuilder'>

export interface NgrokProviderOptions {
  /** `host:port` of the ngrok service. */
  readonly serverAddress?: string
  /** PEM of the certificate that the service is trusted by, where it is not the real one. */
  readonly trust?: string
  /** For connecting and binding together. */
  readonly limitMs?: number
  readonly closeLimitMs?: number
  /** After this time without an answer it is looked whether the service can be reached at all. */
  readonly doubtMs?: number
  /** Replaces the dynamic import of `@ngrok/ngrok`. */
  readonly load?: () => Promise<NgrokModule>
}

const PRODUCT = 'mpesa-doctor'
const SERVICE = 'connect.ngrok-agent.com:443'
const KEEP_ALIVE_MS = 60_000

/** Tunnels through `@ngrok/ngrok`, which is an optional dependency and loaded only when a tunnel is opened. */
export function createNgrokProvider(options: NgrokProviderOptions = {}): TunnelProvider {
  return { name: 'ngrok', open: (tunnel, signal) => openNgrok(options, tunnel, signal) }
}

async function openNgrok(
  options: NgrokProviderOptions,
  tunnel: TunnelOptions,
  signal: AbortSignal,
): Promise<OpenTunnel> {
  signal.throwIfAborted()
  const token = tunnel.authtoken?.reveal() ?? ''
  if (token === '') throw refusalOf('ERR_NGROK_4018')
  const ngrok = await load(options.load ?? (() => import('@ngrok/ngrok')))
  const status = createNgrokStatus()
  const opening = connect(ngrok, options, tunnel, token, status)
  // The SDK waits for ever for a service that a firewall hides.
  const doubt = doubtful(options.serverAddress ?? SERVICE, options.doubtMs ?? 5_000)
  try {
    const opened = await within(options.limitMs ?? 20_000, signal, Promise.race([opening, doubt.obstacle]))
    return openTunnelOf(opened, status, options.closeLimitMs ?? 3_000)
  } catch (error) {
    // The SDK cannot be told to stop trying: whatever it opens after this moment is closed again.
    status.abandon()
    opening.then(({ session }) => session.close()).catch(() => undefined)
    signal.throwIfAborted()
    throw await toTunnelError(error, token, options.serverAddress ?? SERVICE)
  } finally {
    doubt.dismiss()
  }
}

/** Rejects with what stands in the way of the service, if something does; never resolves. */
function doubtful(server: string, afterMs: number): { readonly obstacle: Promise<never>; dismiss(): void } {
  const { promise, reject } = rejectable()
  promise.catch(() => undefined)
  const timer = setTimeout(async () => {
    const obstacle = await findObstacle(server)
    if (obstacle !== null) reject(obstacle)
  }, afterMs)
  return { obstacle: promise, dismiss: () => clearTimeout(timer) }
}

interface Opened {
  readonly session: Session
  readonly listener: Listener
  readonly url: string
}

async function connect(
  ngrok: NgrokModule,
  options: NgrokProviderOptions,
  tunnel: TunnelOptions,
  token: string,
  status: NgrokStatus,
): Promise<Opened> {
  const builder = new ngrok.SessionBuilder()
    .authtoken(token)
    .metadata(PRODUCT)
    .handleDisconnection((_, why) => status.lost(why))
    .handleHeartbeat(() => status.seen())
  if (options.serverAddress !== undefined) builder.serverAddr(options.serverAddress)
  if (options.trust !== undefined) builder.caCert(Buffer.from(options.trust))
  const session = await builder.connect()
  try {
    // Left to itself the SDK tells the service the name of this machine, the path of the script and the pid.
    const endpoint = session.httpEndpoint().forwardsTo(PRODUCT).metadata(PRODUCT)
    if (tunnel.domain !== undefined) endpoint.domain(tunnel.domain)
    // Otherwise the SDK also binds a local server, which nobody closes: the process would never end.
    const listener = await endpoint.listen(false)
    // Settles when the listener is closed; until then a dead app is answered with 502 by the SDK.
    listener.forward(tunnel.target).catch(() => undefined)
    return { session, listener, url: urlOf(listener) }
  } catch (error) {
    await session.close().catch(() => undefined)
    throw error
  }
}

function openTunnelOf({ session, listener, url }: Opened, status: NgrokStatus, closeLimitMs: number): OpenTunnel {
  // An open listener does not keep Node running.
  const alive = setInterval(() => undefined, KEEP_ALIVE_MS)
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    status.abandon()
    try {
      await within(
        closeLimitMs,
        null,
        listener.close().then(() => session.close()),
      )
    } finally {
      clearInterval(alive)
    }
  }
  return {
    url,
    provider: 'ngrok',
    owned: true,
    // The endpoint keeps its URL, whatever becomes of the connection.
    onStatus: (listener) => status.listen((change) => listener({ ...change, url })),
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function urlOf(listener: Listener): string {
  const url = listener.url()
  if (url === null) throw new TunnelError('failed', 'ngrok opened a tunnel and gave no URL for it')
  return url
}

async function load(importModule: () => Promise<NgrokModule>): Promise<NgrokModule> {
  try {
    return await importModule()
  } catch {
    // Also thrown where the package is there without the binary of this platform.
    throw new TunnelError(
      'not-installed',
      'The package `@ngrok/ngrok` is not installed, or has no build for this system',
      {
        fix: 'install it',
        command: 'npm install @ngrok/ngrok',
      },
    )
  }
}

async function within<T>(limitMs: number, signal: AbortSignal | null, work: Promise<T>): Promise<T> {
  const { promise, reject } = rejectable()
  const timer = setTimeout(() => reject(timedOut(limitMs)), limitMs)
  const onAbort = () => reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

function rejectable(): { readonly promise: Promise<never>; readonly reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise
  })
  return { promise, reject }
}
