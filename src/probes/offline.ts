import type { Unavailable } from '../core/probe.ts'
import { unavailable } from '../core/probe.ts'
import type { Settings } from '../core/settings.ts'

const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/i

/** With `--offline` nothing but loopback is contacted. */
export function refuseWhenOffline(settings: Settings, host: string): Unavailable | undefined {
  if (settings.get('offline')?.value !== true || loopback.test(host)) return undefined
  return unavailable('offline', 'the network (--offline allows loopback only)')
}
