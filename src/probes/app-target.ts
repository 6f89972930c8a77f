import type { Probe } from '../core/probe.ts'
import { observed } from '../core/probe.ts'
import type { Origin } from '../core/settings.ts'
import { appPlace } from './app-place.ts'

/** The app on this machine, as a full URL of its callback route. */
export interface AppTarget {
  readonly url: URL
  readonly origin: Origin
  /** Why what listens there may be something else; a clause. */
  readonly doubt?: string
}

/** Its place is a base or has a path; without one the callback URL's path and query are used. */
export const appTarget: Probe<AppTarget> = {
  id: 'app-target',
  activity: 'finding the app on this machine',
  async run({ settings, observe }) {
    const place = await observe(appPlace)
    if (!place.available) return place
    const url = new URL(place.value.value)
    const callback = settings.get('callbackUrl')?.value
    if (url.pathname === '/' && url.search === '' && callback !== undefined && URL.canParse(callback)) {
      const { pathname, search } = new URL(callback)
      url.pathname = pathname
      url.search = search
    }
    const { origin, doubt } = place.value
    return observed({ url, origin, ...(doubt === undefined ? {} : { doubt }) })
  },
}
