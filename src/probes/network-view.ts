import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import { callbackTarget } from './callback-target.ts'
import { findProxy, type ProxySetting } from './proxy-variables.ts'

/** How the way from this machine differs from Safaricom's. */
export interface NetworkView {
  /** The proxy that other programs of this shell take for the callback URL; this tool connects directly. */
  readonly proxy: ProxySetting | null
}

/** What the shell says about proxies; no network is touched. */
export const networkView: Probe<NetworkView> = {
  id: 'network-view',
  activity: 'looking for a proxy',
  instant: true,
  async run({ project, observe }) {
    const target = await observe(callbackTarget)
    if (!target.available) return target
    const { host, port, secure, connectTo } = target.value
    // Whoever says where to connect has a way of his own.
    if (connectTo !== undefined) return observed({ proxy: null })
    return observed({ proxy: findProxy(project.processVariables, { host, port, secure }) ?? null })
  },
}
