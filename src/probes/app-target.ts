import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { Origin } from '../core/settings.ts'

/** The app on this machine, as a full URL of its callback route. */
export interface AppTarget {
  readonly url: URL
  readonly origin: Origin
}

/** `--app-url` is a base or has a path; without one the callback URL's path and query are used. */
export const appTarget: Probe<AppTarget> = {
  id: 'app-target',
  activity: 'finding the app on this machine',
  async run({ settings }) {
    const setting = settings.get('appUrl')
    if (setting === undefined)
      return unavailable('not-configured', 'the app on this machine (give --app-url or set `PORT`)')
    const url = new URL(setting.value)
    const callback = settings.get('callbackUrl')?.value
    if (url.pathname === '/' && url.search === '' && callback !== undefined && URL.canParse(callback)) {
      const { pathname, search } = new URL(callback)
      url.pathname = pathname
      url.search = search
    }
    return observed({ url, origin: setting.origin })
  },
}
