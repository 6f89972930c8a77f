import type { Probe } from '../core/probe.ts'
import { observed, unavailable } from '../core/probe.ts'
import type { ListeningProcess } from '../core/processes-port.ts'
import { envValues } from './env-values.ts'

/** The process behind the app's port, and when the env file that it reads was last changed. */
export interface ListeningApp {
  readonly port: number
  readonly process: Extract<ListeningProcess, { kind: 'found' }>
  /** The env file that was changed last. */
  readonly file: string
  readonly changedMs: number
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/

export const listeningApp: Probe<ListeningApp> = {
  id: 'listening-app',
  activity: "looking for the process on the app's port",
  instant: true,
  async run({ ports, settings, observe }) {
    const setting = settings.get('appUrl')
    if (setting === undefined)
      return unavailable('not-applicable', 'the app on this machine (give --app-url or set `PORT`)')
    const url = new URL(setting.value)
    if (!loopback.test(url.hostname)) return unavailable('not-applicable', 'an app on this machine')
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    const values = await observe(envValues)
    if (!values.available) return values
    const changes: { readonly file: string; readonly changedMs: number }[] = []
    for (const { file } of values.value.files) {
      const facts = file.content.kind === 'read' ? await ports.files.stat(file.absolutePath) : null
      if (facts !== null) changes.push({ file: file.path, changedMs: facts.modifiedMs })
    }
    const latest = changes.toSorted((one, other) => other.changedMs - one.changedMs)[0]
    if (latest === undefined) return unavailable('blocked', 'an env file that can be read')
    const found = await ports.processes.listeningOn(port)
    if (found.kind === 'unsupported')
      return unavailable('unsupported', 'a system that tells which process listens on a port')
    if (found.kind === 'none') return unavailable('not-applicable', `an app that listens on port ${port}`)
    return observed({ port, process: found, ...latest })
  },
}
