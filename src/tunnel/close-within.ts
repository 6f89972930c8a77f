import type { ClockPort } from '../core/ports.ts'
import type { OpenTunnel } from './provider.ts'

const limitMs = 5_000

/** Resolves to false if the provider did not confirm within the limit; the URL then goes away with this process. */
export async function closeWithin(clock: ClockPort, tunnel: OpenTunnel): Promise<boolean> {
  const closed = new AbortController()
  const limit = clock.sleep(limitMs, closed.signal).then(
    () => false,
    () => true,
  )
  const closing = tunnel.close().then(
    () => true,
    () => false,
  )
  return await Promise.race([closing, limit]).finally(() => closed.abort())
}
