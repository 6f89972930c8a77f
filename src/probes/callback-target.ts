import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Origin } from '../core/settings.ts'
import type { ConnectTarget } from './connect-to.ts'
import { findConnectTo } from './connect-to.ts'

/** Where Safaricom would send the callback, taken apart. */
export interface CallbackTarget {
  readonly url: URL
  readonly origin: Origin
  readonly secure: boolean
  /** Without brackets for IPv6. */
  readonly host: string
  readonly port: number
  /** Set by `--connect-to`: connect there, keep name, SNI and Host. */
  readonly connectTo: ConnectTarget | undefined
}

/** The callback URL of this run as a place to connect to; judging its text is the business of the url checks. */
export const callbackTarget: Probe<CallbackTarget> = {
  id: 'callback-target',
  activity: 'reading the callback URL',
  async run({ settings }) {
    const setting = settings.get('callbackUrl')
    if (setting === undefined || setting.value.trim() === '')
      return unavailable('not-configured', 'a callback URL (set `MPESA_CALLBACK_URL` or give --callback-url)')
    const url = URL.canParse(setting.value) ? new URL(setting.value) : undefined
    if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '')
      return unavailable('blocked', 'a well-formed callback URL')
    const secure = url.protocol === 'https:'
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port)
    const connectTo = findConnectTo(settings.get('connectTo')?.value ?? [], host, port)
    return observed({ url, origin: setting.origin, secure, host, port, connectTo })
  },
}
