import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Listener } from '../core/processes-port.ts'
import { isUnreached, localReply } from './local-reply.ts'
import { projectListeners } from './project-listeners.ts'

/** Where processes of this project listen, asked only if nothing does where the app should be. */
export const appElsewhere: Probe<readonly Listener[]> = {
  id: 'app-elsewhere',
  activity: 'looking for the app on other ports',
  limitMs: 150_000,
  async run({ observe }) {
    const reply = await observe(localReply)
    if (!reply.available) return reply
    if (!isUnreached(reply.value.exchange))
      return unavailable('not-applicable', 'an app that cannot be reached where it should be')
    const listeners = await observe(projectListeners)
    return listeners.available && listeners.value.length > 0
      ? observed(listeners.value)
      : unavailable('not-applicable', 'a process of this folder that listens')
  },
}
